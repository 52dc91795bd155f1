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
  private let options: GenerationOptions
  private let settings: GenerationSettings

  /// A continuation as `options` say, by the rules of a checkpoint.
  ///
  /// - Throws: `badParameter` for a setting out of range.
  init(_ options: GenerationOptions, settings: GenerationSettings) throws(ExplainerError) {
    sampler = try Sampler(options)
    self.options = options
    self.settings = settings
  }

  /// Continues `prompt`.
  ///
  /// - Parameters:
  ///   - prompt: what is continued.
  ///   - source: what the encoder reads; of a model with one stack the prompt.
  ///   - decoder: has read nothing.
  mutating func run(after prompt: [Int], reading source: [Int], decoder: TokenDecoder) throws -> Result {
    var text = ContinuedText(prompt: prompt, source: source, room: options.maximumNewTokens)
    if let beams = options.beams, beams > 1 {
      return try BeamSearch(settings: settings, beams: beams).run(text, decoder: decoder)
    }
    var steps: [Generation.Step] = []
    var unread = prompt
    while true {
      let logits = try decoder.read(unread)
      let (scores, rules) = settings.applying(to: logits, text)
      let step = sampler.next(logits, by: scores, rules: rules)
      steps.append(step)
      text.ids.append(step.id)
      unread = [step.id]
      let ends = settings.endTokens.contains(step.id)
      if ends || steps.count >= options.maximumNewTokens { return Result(steps: steps, endedByModel: ends) }
    }
  }
}
