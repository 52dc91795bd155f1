import Diagnostics
import ExplainerCore
import Tensors
import Tokenization

extension TransformerModel {
  /// `input` with all that the family lets be left out, so that equal passes have equal inputs: segment 0, and of two
  /// stacks the token that the decoder begins with.
  ///
  /// - Throws: unless the model can read it.
  func readable(_ input: ModelInput) throws(ExplainerError) -> ModelInput {
    if input.segments != nil, segments == nil {
      throw ExplainerError(.badParameter, "\(title) has no segments")
    }
    if input.decoderIDs != nil, info.encoder == nil {
      throw ExplainerError(
        .badParameter, "\(title) reads one sequence of tokens: it has no decoder beside an encoder")
    }
    try check(input.ids)
    if let segments { try check(input.segments, of: input.ids, count: segments) }
    guard info.encoder != nil else {
      return ModelInput(
        ids: input.ids,
        segments: segments.map { _ in input.segments ?? [Int](repeating: 0, count: input.ids.count) })
    }
    let ids = prompt(of: input)
    try check(ids, of: "the decoder's text")
    return ModelInput(ids: input.ids, decoderIDs: ids)
  }

  /// The same of several.
  func readable(_ inputs: [ModelInput]) throws(ExplainerError) -> [ModelInput] {
    var read: [ModelInput] = []
    for (index, input) in inputs.enumerated() {
      do throws(ExplainerError) { read.append(try readable(input)) } catch {
        throw inputs.count == 1 ? error : error.located(in: "text \(index)")
      }
    }
    return read
  }

  /// The ids that are continued: of a model with two stacks those of the decoder.
  ///
  /// Without any it reads its start token, and where there is nothing to continue, behind it what the encoder reads but
  /// for the last token.
  func prompt(of input: ModelInput) -> [Int] {
    guard info.encoder != nil else { return input.ids }
    if let ids = input.decoderIDs { return ids }
    guard let start = info.decoderStartTokenID else { return [] }
    guard parts.head == nil else { return [start] }
    return [wrapsText ? input.ids.last ?? start : start] + input.ids.dropLast()
  }

  /// `input` with `ids` behind what is continued.
  func adding(_ ids: ArraySlice<Int>, to input: ModelInput) -> ModelInput {
    guard info.encoder != nil else { return ModelInput(ids: input.ids + ids) }
    return ModelInput(ids: input.ids, decoderIDs: prompt(of: input) + ids)
  }

  /// Throws unless the model can read `ids` at once; `text` is what messages call them.
  private func check(_ ids: [Int], of text: String = "the text") throws(ExplainerError) {
    guard !ids.isEmpty else {
      throw ExplainerError(.badText, "\(text) is empty", expected: "at least one token")
    }
    guard ids.count <= info.contextLength else {
      throw ExplainerError(
        .badText, "\(text) is longer than the model's context",
        expected: "at most \(info.contextLength) tokens", found: "\(ids.count)",
        remedy: "Shorten the text, or let it be cut with --truncate")
    }
    // What the checkpoint's own tokenizer made of a text is the checkpoint's fault.
    do { try vocabulary.checkReadable(ids) } catch {
      throw error.code == .badData ? error.located(in: info.id) : error
    }
  }

  private func check(_ segments: [Int]?, of ids: [Int], count: Int) throws(ExplainerError) {
    guard let segments else { return }
    guard segments.count == ids.count else {
      throw ExplainerError(
        .badParameter, "every token needs a segment", expected: "\(ids.count) segments",
        found: "\(segments.count)")
    }
    for segment in segments where segment < 0 || segment >= count {
      throw ExplainerError(
        .badParameter, "there is no segment \(segment)",
        expected: count == 1 ? "0" : "a segment from 0 to \(count - 1)", found: "\(segment)")
    }
  }

  /// Throws unless there is room for `added` tokens behind `ids`, the last of which is not read again.
  func checkRoom(for added: Int, after ids: [Int]) throws(ExplainerError) {
    guard added - 1 <= info.contextLength - ids.count else {
      throw ExplainerError(
        .badText, "the text and the tokens to add are longer than the model's context",
        expected: "at most \(info.contextLength) positions",
        found: "\(ids.count) tokens and \(added) to add, of which the last needs none",
        remedy: "Add fewer tokens, shorten the text, or let it be cut with --truncate")
    }
  }

  /// Throws for a text without an end, or whose end is in no place of what the decoder reads, where scores are asked for
  /// that are read there.
  func checkEnds(of inputs: [ModelInput], asked: [SiteID]) throws(ExplainerError) {
    for readout in parts.readouts where readout.steps.contains(where: { asked.contains($0.site) }) {
      guard case .end(let token) = readout.rows else { continue }
      for input in inputs {
        let place = input.ids.lastIndex(of: token)
        guard place.map({ $0 < input.decoderIDs?.count ?? 0 }) != true else { continue }
        let piece = vocabulary.tokenizer.piece(of: token) ?? "\(token)"
        throw ExplainerError(
          .badText, "the whole text is scored in the place of its end, which the decoder does not read",
          expected: "a text with '\(StoredNames.short(piece))', and as long a text for the decoder",
          found: place.map { "'\(StoredNames.short(piece))' at position \($0)" } ?? "none",
          remedy: "Leave the decoder's text away: it reads what the encoder reads then")
      }
    }
  }

  /// Throws unless `hidden` is made of rows of the residual stream, `[N, D]`.
  func checkStates(_ hidden: Tensor) throws(ExplainerError) {
    guard hidden.rank == 2, hidden.shape[1] == info.hiddenSize else {
      throw ExplainerError(
        .badShape, "the head takes rows of the residual stream", expected: "[N, \(info.hiddenSize)]",
        found: "\(hidden.shape)")
    }
  }
}
