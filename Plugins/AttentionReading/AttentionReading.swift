import Diagnostics
package import ExplainerCore
import Tensors

/// What the attention of a model did over the texts of a call.
package struct AttentionReading: Sendable {
  package let model: ModelInfo
  package let texts: [String]
  package let text: AttentionText
  package let selection: AttentionSelection
  /// What was wanted.
  package let extras: Extras
  /// The ways of reading, the first of which results and figures are about.
  package let variants: [AttentionVariant]

  /// What is wanted beside patterns, norms and scorecard.
  package struct Extras: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// Queries, keys and the scale of scores.
    package static let vectors = Extras(rawValue: 1)
    /// Rollout, where the layers asked for begin at 0 without a gap.
    package static let rollout = Extras(rawValue: 2)
    /// The mean of the heads of each layer.
    package static let headMeans = Extras(rawValue: 4)
    /// The mean of the layers of each head, and of all heads of all layers.
    package static let layerMeans = Extras(rawValue: 8)
    /// Which experts read each token, of a model that has some.
    package static let experts = Extras(rawValue: 16)
  }

  /// Runs the call's model over its texts, once for each way of reading, and measures the heads asked for.
  ///
  /// - Throws: `badParameter` for a layer, head or kind of attention the model does not have; `badText` for a text that
  ///   is empty or too long.
  package init(_ call: ExplainerCall, extras: Extras = []) throws {
    let info = call.model.info
    let sources =
      info.kind == .sequenceToSequence
      ? AttentionSource.double(info, decoder: "decoder") : AttentionSource.single(info)
    // Before anything is computed.
    selection = try AttentionSelection(call.parameters, sources: sources, family: info.family)
    text = try AttentionText(call)
    (model, texts, self.extras) = (info, call.texts, extras)
    var variants: [AttentionVariant] = []
    for reading in text.readings {
      call.reporter.progress(nil, "running \(info.id)")
      variants.append(try Self.variant(reading, after: variants, text, selection, extras, call))
    }
    self.variants = variants
  }

  /// The blocks of the first way of reading.
  package var blocks: [AttentionBlock] { variants[0].blocks }

  /// The block shown first.
  package var chosenBlock: AttentionBlock {
    blocks.first { $0.source.kind == selection.kind } ?? blocks[0]
  }

  /// Where the layer shown first is among those of the block shown first.
  package var chosenLayer: Int { chosenBlock.layers.firstIndex(of: selection.layer) ?? 0 }

  /// Where the head shown first is among those of the block shown first.
  package var chosenHead: Int { chosenBlock.heads.firstIndex(of: selection.head) ?? 0 }

  private static func variant(
    _ reading: AttentionText.Reading, after earlier: [AttentionVariant], _ text: AttentionText,
    _ selection: AttentionSelection, _ extras: Extras, _ call: ExplainerCall
  ) throws -> AttentionVariant {
    // What an earlier way of reading gave already: the encoder does not see what the decoder reads.
    func known(_ source: AttentionSource) -> AttentionVariant? {
      earlier.first { $0.blocks.contains { $0.source == source } }
    }
    let wanted = reading.sources.filter {
      !selection.layers(of: $0).isEmpty && !selection.heads(of: $0).isEmpty
    }
    let capture = AttentionCapture(info: call.model.info, selection: selection, extras: extras)
    let trace = try call.model.run(
      reading.input,
      capturing: wanted.filter { known($0) == nil }.flatMap(capture.sites).map(SitePattern.init))
    var entries: [AttentionVariant.Entry] = []
    for source in wanted {
      try call.checkCancellation()
      if let variant = known(source) {
        entries.append(.same(source.kind, as: variant.id))
        continue
      }
      call.reporter.progress(nil, "measuring the heads of the \(source.label)")
      entries.append(.block(try capture.block(source, text: text, trace: trace)))
    }
    return AttentionVariant(id: reading.id, label: reading.label, entries: entries)
  }
}
