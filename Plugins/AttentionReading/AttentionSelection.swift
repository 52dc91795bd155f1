package import Diagnostics
package import ExplainerCore
import JSON

/// Which layers and heads a call asks for, and which are to be shown first.
package struct AttentionSelection: Sendable {
  /// The layers asked for, in order; nil for all.
  package let layers: [Int]?
  /// The heads to give, in order; nil for all.
  package let heads: [Int]?
  /// The kind of attention shown first.
  package let kind: AttentionSource.Kind
  /// The layer shown first.
  package let layer: Int
  /// The heads shown first; nil for all that are given.
  package let chosenHeads: [Int]?

  /// The head whose picture stands for the rest where there is room for one.
  package var head: Int { chosenHeads?.first ?? heads?.first ?? 0 }

  /// Reads `include_layers`, `include_heads`, `attention`, `layer`, `heads` and `head`, as far as the entry point has
  /// them.
  ///
  /// - Throws: `badParameter`, with what is legal, for a layer, head or kind of attention that the model lacks, or a
  ///   layer or head shown first that is not among those asked for.
  package init(_ parameters: Parameters, sources: [AttentionSource], family: String) throws(ExplainerError) {
    let kinds = sources.map(\.kind)
    let source: AttentionSource
    let named = parameters.has("attention") ? try parameters.string("attention") : nil
    if let named {
      // A model with one stack has that of its kind, under its own name.
      let own: AttentionSource.Kind = sources[0].isCausal ? .decoder : .encoder
      let wanted = named == own.rawValue && kinds == [.only] ? .only : AttentionSource.Kind(rawValue: named)
      guard let found = sources.first(where: { $0.kind == wanted }) else {
        throw ExplainerError(
          .badParameter, named == "cross" ? "\(family) has no cross-attention" : "\(family) has no \(named)",
          expected: "--attention "
            + (kinds == [.only] ? [own] : kinds).map(\.rawValue).joined(separator: ", "),
          remedy: kinds == [.only] ? "leave --attention out: the model has one kind only" : nil)
      }
      source = found
    } else {
      source = sources[0]
    }
    layers = try Self.numbers(
      "include_layers", parameters, below: sources.map(\.layerCount).max() ?? 0, "layer")
    heads = try Self.numbers("include_heads", parameters, below: sources.map(\.headCount).max() ?? 0, "head")

    for layer in layers ?? [] { try Self.checkAttention(inLayer: layer, of: source) }
    let asked = layers
    let shownLayers = source.layers.filter { asked?.contains($0) ?? true }
    let shownHeads = (heads ?? Array(0..<source.headCount)).filter { $0 < source.headCount }
    guard let first = shownLayers.first, !shownHeads.isEmpty else {
      throw ExplainerError(
        .badParameter, "none of the layers and heads asked for is in the \(source.label)",
        expected: source.attention.layers.map { "layers \(Self.list($0))" }
          ?? "layers from 0 to \(source.layerCount - 1), heads from 0 to \(source.headCount - 1)")
    }
    layer = try parameters.optionalInt("layer") ?? first
    try Self.checkAttention(inLayer: layer, of: source)
    try Self.check(layer, "layer", among: shownLayers, count: source.layerCount, of: source)
    var chosen = try Self.numbers("heads", parameters, below: nil, "head")
    if let head = try parameters.optionalInt("head") { chosen = [head] }
    for head in chosen ?? [] {
      try Self.check(head, "head", among: shownHeads, count: source.headCount, of: source)
    }
    chosenHeads = chosen
    kind = source.kind
  }

  /// The layers of `source` that were asked for.
  package func layers(of source: AttentionSource) -> [Int] {
    source.layers.filter { layers?.contains($0) ?? true }
  }

  /// The heads of `source` that are to be given.
  package func heads(of source: AttentionSource) -> [Int] {
    (heads ?? Array(0..<source.headCount)).filter { $0 < source.headCount }
  }

  /// The list `name`, sorted and without repetition; nil where it was left out.
  private static func numbers(
    _ name: String, _ parameters: Parameters, below count: Int?, _ noun: String
  ) throws(ExplainerError) -> [Int]? {
    let values = try parameters.list(name)
    guard !values.isEmpty else { return nil }
    let numbers = Set(values.compactMap(\.int)).sorted()
    for number in numbers {
      if let count, !(0..<count).contains(number) {
        throw ExplainerError(
          .badParameter, "there is no \(noun) \(number) to include", at: [name],
          expected: "0 to \(count - 1)")
      }
    }
    return numbers
  }

  private static func check(
    _ number: Int, _ noun: String, among shown: [Int], count: Int, of source: AttentionSource
  ) throws(ExplainerError) {
    if shown.contains(number) { return }
    let stack = source.kind == .only ? "the model" : "the \(source.label)"
    guard (0..<count).contains(number) else {
      throw ExplainerError(
        .badParameter, "\(stack) has no \(noun) \(number)", expected: "a \(noun) from 0 to \(count - 1)")
    }
    throw ExplainerError(
      .badParameter, "\(noun) \(number) is not among those that --include-\(noun)s asks for",
      expected: list(shown))
  }

  /// Throws `badParameter` for a layer of the stack in which something else mixes tokens.
  private static func checkAttention(
    inLayer layer: Int, of source: AttentionSource
  ) throws(ExplainerError) {
    guard (0..<source.layerCount).contains(layer), !source.layers.contains(layer) else { return }
    throw ExplainerError(
      .badParameter, "layer \(layer) has no attention: something else mixes tokens there",
      expected: source.layers.isEmpty ? "a model with attention" : "layers \(list(source.layers))")
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }
}
