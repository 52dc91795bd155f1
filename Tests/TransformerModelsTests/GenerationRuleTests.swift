import Tensors
import Testing

@testable import TransformerModels

/// When a rule has something to say, to the token.
@Suite struct GenerationRuleTests {
  private static let scores: [Float] = [1, -2, 3, 0.5]

  /// A text of `count` tokens, `prompt` of them given, with `room` for more behind those.
  private func text(_ count: Int, prompt: Int, room: Int) -> ContinuedText {
    var text = ContinuedText(prompt: [Int](repeating: 0, count: prompt), source: [], room: room)
    text.ids = [Int](repeating: 0, count: count)
    return text
  }

  private func forced(_ rule: GenerationRule, _ text: ContinuedText) -> Bool? {
    var scores = Self.scores
    guard rule.apply(to: &scores, text) else { return scores == Self.scores ? false : nil }
    return scores == [-.infinity, 0, -.infinity, -.infinity] ? true : nil
  }

  /// An end is forced on the last token there is room for, and on no other; where there is room for one alone, on none.
  ///
  /// transformers 5.24.0 forces that one too; an explainer that asks for one token asks which the model would choose.
  @Test(arguments: [
    (3, 3, 2, false), (4, 3, 2, true), (5, 3, 3, true), (4, 3, 3, false), (3, 3, 1, false), (1, 1, 1, false),
    (2, 1, 2, true),
  ])
  func forcedLast(_ count: Int, _ prompt: Int, _ room: Int, _ isForced: Bool) {
    #expect(forced(.forcedLast([1]), text(count, prompt: prompt, room: room)) == isForced)
  }

  /// A first token is forced behind a text of one token, wherever that came from.
  @Test(arguments: [(1, true), (2, false), (5, false)]) func forcedFirst(_ count: Int, _ isForced: Bool) {
    #expect(forced(.forcedFirst([1]), text(count, prompt: 1, room: 9)) == isForced)
  }

  /// End tokens are out of reach below a length, the prompt counted, or below so many added ones; at it they are not.
  @Test(arguments: [(3, 2, true), (4, 2, true), (5, 2, false), (6, 2, false), (5, 5, false)])
  func least(_ count: Int, _ prompt: Int, _ isBelow: Bool) {
    for rule in [
      GenerationRule.minimumLength(5, endTokens: [2]), .minimumAdded(5 - prompt, endTokens: [2]),
    ] {
      var scores = Self.scores
      #expect(rule.apply(to: &scores, text(count, prompt: prompt, room: 9)) == isBelow)
      #expect(scores == (isBelow ? [1, -2, -.infinity, 0.5] : Self.scores))
    }
  }

  /// End tokens gain from the first token behind the start on, by factor^n − 1 of what they are, whatever their sign.
  @Test(arguments: [(4, 0), (5, 0), (6, 1), (7, 3)] as [(Int, Float)]) func growingEnd(
    _ count: Int, _ gain: Float
  ) {
    var scores = Self.scores
    let rule = GenerationRule.growingEnd(after: 3, factor: 2, endTokens: [1, 2])
    #expect(rule.apply(to: &scores, text(count, prompt: 2, room: 9)) == (gain > 0))
    #expect(scores == [1, -2 + 2 * gain, 3 + 3 * gain, 0.5])
  }
}
