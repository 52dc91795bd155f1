import ExplainerCore
import Tensors

/// One text to which tokens are added one after the other, until an end token or until there are enough.
struct Continuation {
  /// The added tokens, at least one, and whether the last is an end token.
  struct Result: Sendable {
    var steps: [Generation.Step] = []
    var endedByModel = false
  }

  private var sampler: Sampler
  private let options: GenerationOptions
  private let settings: GenerationSettings
  private var text: ContinuedText
  /// The ids that have to be read before the next token is chosen; none once the text is done.
  private(set) var unread: [Int]
  private(set) var result = Result()

  /// A text that has not been continued yet.
  ///
  /// - Parameters:
  ///   - prompt: what is continued.
  ///   - source: what the encoder reads; of a model with one stack the prompt.
  ///   - options: how, found legal by the sampler.
  ///   - sampler: chooses the tokens.
  ///   - settings: the checkpoint's rules.
  init(
    of prompt: [Int], reading source: [Int], _ options: GenerationOptions, _ sampler: Sampler,
    settings: GenerationSettings
  ) {
    self.sampler = sampler
    self.options = options
    self.settings = settings
    text = ContinuedText(prompt: prompt, source: source, room: options.maximumNewTokens)
    unread = prompt
  }

  /// Adds what follows the ids that were unread.
  ///
  /// - Parameters:
  ///   - logits: the scores of what follows, `[V]`.
  ///   - decoder: reads on from there, where several continuations are searched; asked for then alone.
  mutating func go(on logits: Tensor, _ decoder: () -> TokenDecoder) throws {
    if let beams = options.beams, beams > 1 {
      result = try BeamSearch(settings: settings, beams: beams).run(text, decoder: decoder())
      unread = []
      return
    }
    let (scores, rules) = settings.applying(to: logits, text)
    let step = sampler.next(logits, by: scores, rules: rules)
    result.steps.append(step)
    result.endedByModel = settings.endTokens.contains(step.id)
    text.ids.append(step.id)
    unread = result.endedByModel || result.steps.count >= options.maximumNewTokens ? [] : [step.id]
  }
}
