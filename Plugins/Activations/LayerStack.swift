import Diagnostics
import ExplainerCore
import Tensors

/// A stack of layers: the encoder or the decoder of a model.
struct LayerStack {
  /// `encoder` or `decoder`.
  let name: String
  /// The number of layers.
  let count: Int
  /// Whether sites carry the stack's name, because the model has two.
  let isNamedInSites: Bool

  /// The stacks of a model: both of a sequence-to-sequence model, else the one there is.
  static func stacks(of info: ModelInfo) -> [LayerStack] {
    switch info.kind {
    case .causal: [LayerStack(name: "decoder", count: info.layers, isNamedInSites: false)]
    case .masked: [LayerStack(name: "encoder", count: info.layers, isNamedInSites: false)]
    case .sequenceToSequence:
      [
        LayerStack(name: "encoder", count: info.encoder?.layers ?? info.layers, isNamedInSites: true),
        LayerStack(name: "decoder", count: info.layers, isNamedInSites: true),
      ]
    }
  }

  /// The stack called `name`, or the first where none is asked for.
  ///
  /// - Throws: `badParameter` for a stack the model does not have.
  static func chosen(
    _ name: String?, of stacks: [LayerStack], family: String
  ) throws(ExplainerError) -> LayerStack {
    guard let stack = stacks.first(where: { $0.name == name ?? stacks[0].name }) else {
      throw ExplainerError(
        .badParameter, "\(family) has no \(name ?? "")",
        expected: "--stack \(stacks.map(\.name).joined(separator: " or "))",
        remedy: "leave --stack out: the model has one stack only")
    }
    return stack
  }

  func site(layer: Int, _ part: String) -> Site {
    Site(stack: isNamedInSites ? name : nil, layer: layer, part: part)
  }

  /// The layers from `from` (the first, if nil) up to but without `to` (all the rest, if nil).
  ///
  /// - Throws: `badParameter` for a range that is empty or reaches beyond the last layer.
  func layers(from: Int?, to: Int?) throws(ExplainerError) -> Range<Int> {
    let (first, end) = (from ?? 0, to ?? count)
    guard first >= 0, end <= count, first <= count else {
      throw ExplainerError(
        .badParameter, "the \(name) has \(count) layers, there is no range from layer \(first) to \(end)",
        expected: "0 ≤ from_layer < to_layer ≤ \(count); to_layer itself is left out")
    }
    guard first < end else {
      throw ExplainerError(
        .badParameter, "the range from layer \(first) up to, but without, layer \(end) is empty",
        expected: "from_layer less than to_layer",
        remedy: "for layer \(first) alone say --from-layer \(first) --to-layer \(first + 1)")
    }
    return first..<end
  }

  /// Runs `model` over the tokens with these ids and gives what each of `sites` of this stack held, `[T, F]`.
  ///
  /// A decoder beside an encoder reads the same text behind its start token, so that each token is read as it is when
  /// the model writes; what the start token leaves behind is left out.
  func matrices(at sites: [Site], reading ids: [Int], _ model: any Model) throws -> [Tensor] {
    var input = ModelInput(ids: ids)
    var lead = 0
    if isNamedInSites, name == "decoder" {
      let start = model.info.decoderStartTokenID.map { [$0] } ?? []
      input.decoderIDs = start + ids
      lead = start.count
    }
    let trace = try model.run(input, capturing: sites.map(SitePattern.init))
    return try sites.map { site in
      try trace.matrix(at: site, rows: lead + ids.count).rows(lead..<lead + ids.count)
    }
  }

  /// How many positions of the context this stack needs beside the text's.
  func lead(in info: ModelInfo) -> Int {
    isNamedInSites && name == "decoder" && info.decoderStartTokenID != nil ? 1 : 0
  }
}
