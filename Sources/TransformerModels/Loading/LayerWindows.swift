import Checkpoints
import Diagnostics
import JSON

extension ModelConfiguration {
  /// How many tokens back a token sees, itself included; nil where `null` is written, or a number below 1, which both turn
  /// it off.
  ///
  /// - Parameter fallback: what the family takes where the file is silent.
  func window(_ key: String = "sliding_window", default fallback: Int? = nil) throws(ExplainerError) -> Int? {
    let isWritten = has(key) || object[spelling(of: key)] != nil
    guard isWritten else { return fallback }
    guard has(key) else { return nil }
    let window = try integer(key, in: -1...(1 << 30))
    return window > 0 ? window : nil
  }

  /// Which of the layers see a window only: `layer_types`.
  ///
  /// - Parameter fallback: which do where the file is silent.
  /// - Throws: `unsupported` for layers of another kind, `badData` for another number of layers.
  func slidingLayers(
    _ count: Int, default fallback: (Int) -> Bool = { _ in false }
  ) throws(ExplainerError) -> [Bool] {
    try layerKinds(count, ["full_attention", "sliding_attention"])?.map { $0 == "sliding_attention" }
      ?? (0..<count).map(fallback)
  }

  /// Which of the layers are of a kind that has no attention: `layer_types`.
  ///
  /// - Parameter fallback: which are where the file is silent.
  /// - Throws: as `slidingLayers`.
  func layers(
    _ kind: String, _ count: Int, default fallback: (Int) -> Bool
  ) throws(ExplainerError) -> [Bool] {
    try layerKinds(count, ["full_attention", kind])?.map { $0 == kind } ?? (0..<count).map(fallback)
  }

  /// Which of the layers have attention, by `layer_types`, or by `full_attn_idxs` where that is not there; all, where neither
  /// is.
  ///
  /// - Parameter others: what layers of the other kind are called.
  /// - Throws: as `slidingLayers`.
  func attentionLayers(_ count: Int, others: String) throws(ExplainerError) -> [Bool] {
    if let kinds = try layerKinds(count, ["full_attention", others]) { return kinds.map { $0 != others } }
    let numbers = has("full_attn_idxs") ? Set(try integers("full_attn_idxs")) : nil
    return (0..<count).map { numbers?.contains($0) ?? true }
  }

  /// The kind of each layer; nil where the file is silent.
  private func layerKinds(_ count: Int, _ known: [String]) throws(ExplainerError) -> [String]? {
    guard let kinds = value("layer_types")?.array else { return nil }
    let names = kinds.map { $0.string ?? "" }
    if let other = names.first(where: { !known.contains($0) }) {
      throw ExplainerError(
        .unsupported, "layers of this kind cannot be computed", at: [path],
        expected: "layer_types of \(known.joined(separator: ", "))", found: other)
    }
    guard names.count == count else {
      throw ExplainerError(
        .badData, "there are more or fewer layer_types than layers", at: [path], expected: "\(count)",
        found: "\(names.count)")
    }
    return names
  }
}
