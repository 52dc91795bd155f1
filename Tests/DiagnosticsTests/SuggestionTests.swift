import Diagnostics
import Testing

@Suite struct SuggestionTests {
  static let words = ["predictions", "rankings", "logit_lens", "activations"]

  /// Slips of the finger and beginnings of words are recognised; other words are not.
  @Test(
    arguments: [
      ("predictons", "predictions"), ("ranking", "rankings"), ("logit-lens", "logit_lens"),
      ("PREDICTIONS", "predictions"),
      ("pred", "predictions"), ("rnakings", "rankings"), ("banana", nil), ("", nil), ("x", nil),
    ] as [(String, String?)])
  func nearest(_ word: String, _ expected: String?) {
    #expect(Suggestion.nearest(to: word, among: Self.words) == expected)
  }

  /// What is longer than any name is compared with nothing: that would take the product of the lengths.
  @Test(.timeLimit(.minutes(1))) func long() {
    let long = String(repeating: "predictions", count: 100_000)
    #expect(Suggestion.nearest(to: long, among: Self.words + [long + "x"]) == nil)
    #expect(Suggestion.nearest(to: "predictons", among: [long] + Self.words) == "predictions")
  }
}
