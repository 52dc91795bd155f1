import Diagnostics
package import ExplainerCore

/// The text or texts of a call as the model reads them, in each way it is to read them.
package struct AttentionText: Sendable {
  /// One way to read the texts.
  package struct Reading: Sendable {
    /// Empty where there is one.
    package let id: String
    package let label: String
    package let input: ModelInput
    package let sources: [AttentionSource]
  }

  package let sequences: [AttentionSequence]
  /// Where the second text begins in the only sequence; nil without one, or where it has a sequence of its own.
  package let secondStart: Int?
  package let readings: [Reading]

  /// The sequence called `key`.
  package func sequence(_ key: String) -> AttentionSequence {
    sequences.first { $0.key == key } ?? sequences[0]
  }

  /// Tokenises the texts of `call`.
  ///
  /// - Throws: `badText` for a text that is empty or too long, `unsupported` for a pair that the model's tokenizer
  ///   cannot join.
  package init(_ call: ExplainerCall) throws {
    guard !call.texts.isEmpty else { throw ExplainerError(.badText, "there is no text") }
    if call.model.info.kind == .sequenceToSequence {
      try self.init(twoStacks: call)
    } else {
      try self.init(oneStack: call)
    }
  }

  private init(oneStack call: ExplainerCall) throws {
    let tokens: [Token]
    var segments: [Int]?
    if call.texts.count > 1 {
      let pair = try call.pair()
      (tokens, segments, secondStart) = (pair.tokens, pair.segments, pair.secondStart)
    } else {
      tokens = try call.tokens()
      try tokens.checkContent("the text")
      secondStart = nil
    }
    sequences = [
      AttentionSequence(
        key: "tokens", tokens: tokens, texts: call.texts, starts: [0] + (secondStart.map { [$0] } ?? []))
    ]
    readings = [
      Reading(
        id: "", label: "", input: ModelInput(ids: tokens.map(\.id), segments: segments),
        sources: AttentionSource.single(call.model.info))
    ]
  }

  private init(twoStacks call: ExplainerCall) throws {
    let info = call.model.info
    let encoder = try call.tokens()
    try encoder.checkContent(call.texts.count > 1 ? "sentence A" : "the text")
    secondStart = nil
    let read = AttentionSequence(key: "encoder", tokens: encoder, texts: [call.texts[0]])
    let start = try call.model.tokens(withIDs: info.decoderStartTokenID.map { [$0] } ?? [])
    guard call.texts.count > 1 else {
      sequences = [read, AttentionSequence(key: "decoder", tokens: start, texts: [""])]
      readings = [
        Reading(
          id: "", label: "", input: ModelInput(ids: encoder.map(\.id), decoderIDs: start.map(\.id)),
          sources: AttentionSource.double(info, decoder: "decoder"))
      ]
      return
    }
    let decoder = try call.tokens(ofText: 1)
    try decoder.checkContent("sentence B")
    let shifted = start + decoder.dropLast()
    sequences = [
      read, AttentionSequence(key: "decoder", tokens: decoder, texts: [call.texts[1]]),
      AttentionSequence(key: "decoder_shifted", tokens: shifted, texts: [call.texts[1]]),
    ]
    readings = [
      Reading(
        id: "unshifted", label: "the decoder reads sentence B itself",
        input: ModelInput(ids: encoder.map(\.id), decoderIDs: decoder.map(\.id)),
        sources: AttentionSource.double(info, decoder: "decoder")),
      Reading(
        id: "shifted", label: "the decoder reads sentence B behind its start token, as in training",
        input: ModelInput(ids: encoder.map(\.id), decoderIDs: shifted.map(\.id)),
        sources: AttentionSource.double(info, decoder: "decoder_shifted")),
    ]
  }
}
