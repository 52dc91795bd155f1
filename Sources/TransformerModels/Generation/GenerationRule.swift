import Glibc

/// A rule that changes the scores before a token is chosen.
///
/// Each is one of the logits processors of transformers 5.24.0 (`generation/logits_process.py`), and named as its
/// setting in `generation_config.json`.
enum GenerationRule: Sendable, Equatable {
  /// `sequence_bias` and `bad_words_ids`, in the order of addition.
  case bias([TokenBias])
  /// `encoder_repetition_penalty`: the scores of the source's tokens, above 0 times this, below 0 divided by it.
  case sourcePenalty(Float)
  /// `repetition_penalty`: the scores of all tokens so far, above 0 divided by this, below 0 times it.
  case repetitionPenalty(Float)
  /// `no_repeat_ngram_size`: no sequence of so many tokens comes twice.
  case noRepetition(Int)
  /// `encoder_no_repeat_ngram_size`: no sequence of so many tokens comes from the source.
  case noSourceRepetition(Int)
  /// `min_length`: no end token while the text, prompt included, is shorter.
  case minimumLength(Int, endTokens: [Int])
  /// `min_new_tokens`: no end token while fewer were added.
  case minimumAdded(Int, endTokens: [Int])
  /// `forced_bos_token_id`: the token behind a prompt of one token.
  case forcedFirst([Int])
  /// `forced_eos_token_id`: the last token there is room for, unless there was room for one alone.
  case forcedLast([Int])
  /// `remove_invalid_values`: NaN becomes 0, infinities the greatest numbers there are.
  case finite
  /// `exponential_decay_length_penalty`: end tokens gain, more with each token after so many were added.
  case growingEnd(after: Int, factor: Double, endTokens: [Int])
  /// `suppress_tokens`: never these.
  case suppression([Int])
  /// `begin_suppress_tokens`: not these at first, or behind a forced first token.
  case suppressionAtBegin([Int], isFirstForced: Bool)

  /// Changes `scores`, `[V]`, of what follows `text`.
  ///
  /// - Returns: whether the rule had anything to say here.
  func apply(to scores: inout [Float], _ text: ContinuedText) -> Bool {
    let count = text.ids.count
    switch self {
    case .bias(let biases): return Self.add(biases, to: &scores, text)
    case .sourcePenalty(let penalty): Self.penalize(text.source, 1 / penalty, &scores)
    case .repetitionPenalty(let penalty): Self.penalize(text.ids, penalty, &scores)
    case .noRepetition(let size): return Self.forbid(size, in: text.ids, text, &scores)
    case .noSourceRepetition(let size): return Self.forbid(size, in: text.source, text, &scores)
    case .minimumLength(let least, let endTokens):
      guard count < least else { return false }
      Self.set(endTokens, -.infinity, &scores)
    case .minimumAdded(let least, let endTokens):
      guard count - text.promptLength < least else { return false }
      Self.set(endTokens, -.infinity, &scores)
    case .forcedFirst(let ids):
      guard count == 1 else { return false }
      Self.force(ids, &scores)
    case .forcedLast(let ids):
      guard count == text.maximumLength - 1, !text.hasRoomForOne else { return false }
      Self.force(ids, &scores)
    case .finite:
      let limit = Float.greatestFiniteMagnitude
      scores = scores.map { $0.isNaN ? 0 : min(max($0, -limit), limit) }
    case .growingEnd(let start, let factor, let endTokens):
      let beyond = count - text.promptLength - start
      guard beyond > 0 else { return false }
      let growth = Float(pow(factor, Double(beyond)) - 1)
      for id in endTokens where scores.indices.contains(id) && scores[id].isFinite {
        scores[id] += abs(scores[id]) * growth
      }
    case .suppression(let ids): Self.set(ids, -.infinity, &scores)
    case .suppressionAtBegin(let ids, let isFirstForced):
      let isBehindForced = isFirstForced && text.promptLength == 1
      guard count == text.promptLength + (isBehindForced ? 1 : 0) else { return false }
      Self.set(ids, -.infinity, &scores)
    }
    return true
  }

  private static func set(_ ids: [Int], _ value: Float, _ scores: inout [Float]) {
    for id in ids where scores.indices.contains(id) { scores[id] = value }
  }

  private static func force(_ ids: [Int], _ scores: inout [Float]) {
    scores = [Float](repeating: -.infinity, count: scores.count)
    set(ids, 0, &scores)
  }

  private static func penalize(_ ids: [Int], _ penalty: Float, _ scores: inout [Float]) {
    for id in Set(ids) where scores.indices.contains(id) {
      scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty
    }
  }

  /// Forbids what would end a sequence of `size` tokens that `ids` have already.
  private static func forbid(
    _ size: Int, in ids: [Int], _ text: ContinuedText, _ scores: inout [Float]
  ) -> Bool {
    guard ids.count >= size, text.ids.count >= size - 1 else { return false }
    let prefix = text.ids.suffix(size - 1)
    var found = false
    for start in 0...(ids.count - size) where ids[start..<start + size - 1].elementsEqual(prefix) {
      set([ids[start + size - 1]], -.infinity, &scores)
      found = true
    }
    return found
  }

  private static func add(_ biases: [TokenBias], to scores: inout [Float], _ text: ContinuedText) -> Bool {
    var sums: [Int: Float] = [:]
    for one in biases
    where text.ids.count >= one.prefix.count && text.ids.suffix(one.prefix.count).elementsEqual(one.prefix) {
      sums[one.token, default: 0] += one.bias
    }
    for (id, sum) in sums where scores.indices.contains(id) { scores[id] += sum }
    return !sums.isEmpty
  }
}
