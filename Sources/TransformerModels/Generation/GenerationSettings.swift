import ExplainerCore
import Tensors

/// How a checkpoint wants its texts continued: what ends them, the rules that change scores, the settings of beam search.
struct GenerationSettings: Sendable {
  /// A rule under the name of its setting.
  struct Rule: Sendable {
    let name: String
    let rule: GenerationRule
  }

  /// When a beam search ends.
  enum EarlyStopping: Sendable {
    /// Where no running text is likely to become better than the finished ones.
    case heuristic
    /// As soon as there are as many finished texts as beams.
    case atOnce
    /// Where no running text can become better.
    case never
  }

  /// The tokens that end a text.
  var endTokens: [Int] = []
  /// The rules, in the order in which they are applied.
  var rules: [Rule] = []
  /// The power of its length by which a text's score is divided in beam search.
  var lengthPenalty = 1.0
  var earlyStopping = EarlyStopping.heuristic
  /// Whether scores become a distribution again after the rules; it matters to beam search alone.
  var renormalizes = false
  /// The same in words of the file, and what is not followed.
  var description = GenerationRules()

  /// The description, where there is anything to say.
  var told: GenerationRules? { description.isEmpty ? nil : description }

  /// `logits`, `[V]`, after all rules.
  ///
  /// - Returns: the scores, and the rules after which another token than before was the best one, unless it is the best
  ///   one again in the end.
  func applying(to logits: Tensor, _ text: ContinuedText) -> (scores: Tensor, rules: [String]) {
    guard !rules.isEmpty else { return (logits, []) }
    var (values, scores) = (logits.values, logits)
    var best = logits.indexOfMaximum
    var movers: [String] = []
    for one in rules where one.rule.apply(to: &values, text) {
      scores = Tensor(shape: logits.shape, values: values)
      let now = scores.indexOfMaximum
      if now != best { movers.append(one.name) }
      best = now
    }
    return (scores, best == logits.indexOfMaximum ? [] : movers)
  }
}
