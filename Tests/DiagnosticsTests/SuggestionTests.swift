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

  /// Words without end are near to nothing, and nothing is near to them: comparing takes as long as both are, multiplied.
  @Test func endless() {
    let long = String(repeating: "predictions", count: 100_000)
    #expect(Suggestion.nearest(to: long, among: Self.words + [long]) == nil)
    #expect(Suggestion.nearest(to: "predicton", among: [long, "prediction"]) == "prediction")
  }
}
