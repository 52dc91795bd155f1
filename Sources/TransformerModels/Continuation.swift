import Diagnostics
import ExplainerCore
import Tensors

/// Adds tokens to a text one after the other, until an end token or until there are enough.
struct Continuation {
  /// The added tokens, at least one, and whether the last is an end token.
  struct Result: Sendable {
    let steps: [Generation.Step]
    let endedByModel: Bool
  }

  private var sampler: Sampler
  private let maximum: Int
  private let endTokens: Set<Int>
  private let forced: ForcedTokens

  /// A continuation as `options` say.
  ///
  /// - Throws: `badParameter` for a setting out of range.
  init(
    _ options: GenerationOptions, endTokens: Set<Int>, forced: ForcedTokens = ForcedTokens()
  ) throws(ExplainerError) {
    sampler = try Sampler(options)
    maximum = options.maximumNewTokens
    self.endTokens = endTokens
    self.forced = forced
  }

  /// Continues `prompt`.
  ///
  /// - Parameter logits: the scores, `[V]`, of what follows the ids it is given, which stand behind those of
  ///   all calls before.
  mutating func run(after prompt: [Int], logits: ([Int]) throws -> Tensor) rethrows -> Result {
    var steps: [Generation.Step] = []
    var unread = prompt
    while true {
      let scores = try logits(unread)
      let forced = forced.token(number: steps.count, of: maximum, after: prompt.count)
      let step = forced.map { Sampler.step($0, scores) } ?? sampler.next(scores)
      steps.append(step)
      unread = [step.id]
      let ends = endTokens.contains(step.id)
      if ends || steps.count >= maximum { return Result(steps: steps, endedByModel: ends) }
    }
  }
}

/// Tokens that a checkpoint wants at certain places of a generated text, whatever the scores are.
struct ForcedTokens: Sendable {
  /// The token behind a prompt of one token (`forced_bos_token_id`).
  var first: Int?
  /// The last of all tokens there is room for (`forced_eos_token_id`), unless there is room for one alone.
  var last: Int?

  /// The token forced as the added token `number`, from 0, of at most `maximum` behind `length` tokens.
  func token(number: Int, of maximum: Int, after length: Int) -> Int? {
    if maximum > 1 && number == maximum - 1, let last { return last }
    return length == 1 && number == 0 ? first : nil
  }
}
