import Diagnostics
import Tensors

/// What a GGUF file says of its model's computation, read key by key with errors that name the key.
///
/// It remembers what has been read: what says something and has not been read is nothing that is computed here, and refused.
struct GGUFKeys: Sendable {
  private let parts: GGUFParts
  /// The names and shapes of all the model's tensors.
  private let shapes: [String: [Int]]
  private let prefix: String
  private let reads = KeySet()

  /// Keys that say nothing of how states are computed.
  private static let silent: Set<String> = ["classifier.output_labels", "pooling_type", "vocab_size"]

  /// The keys of an architecture.
  init(_ parts: GGUFParts, architecture: String) {
    self.parts = parts
    prefix = "\(architecture)."
    shapes = Dictionary(
      parts.files.flatMap(\.entries).map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
  }

  /// The file that says it: of a model in several, the first.
  var file: GGUFFile { parts.first }

  /// The value of a key without the architecture's name.
  func value(_ name: String) -> GGUFValue? {
    reads.insert(prefix + name)
    return file[prefix + name]
  }

  /// The shape of a tensor, outermost extent first; nil where there is none of this name.
  func shape(of tensor: String) -> [Int]? { shapes[tensor] }

  /// Whether there is a tensor of this name.
  func holds(_ tensor: String) -> Bool { shapes[tensor] != nil }

  /// The numbers of a tensor; none where there is no tensor of this name.
  func numbers(in tensor: String) throws(ExplainerError) -> [Double] {
    guard let file = parts.files.first(where: { $0.entries.contains { $0.name == tensor } }) else {
      return []
    }
    return try file.tensor(named: tensor).values.map(Double.init)
  }

  /// A whole number; the default where the file does not say it.
  ///
  /// - Throws: `badData` for anything else, and for a key that is missing and has no default.
  func whole(_ name: String, default fallback: Int? = nil) throws(ExplainerError) -> Int {
    guard let value = value(name) else {
      guard let fallback else { throw wrong(name, "a whole number") }
      return fallback
    }
    guard let number = value.int else { throw wrong(name, "a whole number") }
    return number
  }

  /// A number; nil where the file does not say it.
  func number(_ name: String) throws(ExplainerError) -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = value.double, number.isFinite else { throw wrong(name, "a number") }
    return number
  }

  /// That a key is missing or says what cannot be used.
  func wrong(_ name: String, _ expected: String) -> ExplainerError {
    ExplainerError(
      .badData, "'\(prefix)\(name)' cannot be used", at: [file.path], expected: expected,
      found: value(name).map { "\($0)".cut(to: 80) } ?? "nothing")
  }

  /// Refuses what the file says of its computation and nobody has read; what is 0, false or empty says nothing.
  func checkAllRead() throws(ExplainerError) {
    for (key, value) in file.metadata where key.hasPrefix(prefix) && !reads.all.contains(key) {
      let isSilent = value.double == 0 || value.bool == false || value.string == "" || value.strings == []
      guard !isSilent, !Self.silent.contains(String(key.dropFirst(prefix.count))) else { continue }
      throw ExplainerError(
        .unsupported, "says something of the computation that is not known here", at: [file.path],
        found: "'\(key.cut(to: 80))' \("\(value)".cut(to: 80))")
    }
  }
}
