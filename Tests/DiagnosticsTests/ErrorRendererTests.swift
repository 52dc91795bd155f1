import Diagnostics
import Testing

@Suite struct ErrorRendererTests {
  /// A message is place, what, expected, found, remedy, on one line where it fits.
  @Test func wording() {
    let error = ExplainerError(
      .badShape, "is [768, 2304]", at: ["model.safetensors", "tensor 'wte'"], expected: "[2304, 768]",
      remedy: "is this a Conv1D export?")
    #expect(
      error.description
        == "model.safetensors: tensor 'wte': is [768, 2304]; expected [2304, 768]; is this a Conv1D export?")
  }

  /// A long remedy gets a line of its own, so that the first line stays readable.
  @Test func longRemedy() {
    let remedy = "ry again" + String(repeating: ", try again", count: 9)
    let text = ExplainerError(.badData, "went wrong", remedy: "t\(remedy)").description
    #expect(text == "went wrong\n  T\(remedy)")
  }

  /// A remedy continues the line in lower case, but for code and names.
  @Test(arguments: [
    ("Try again", "x; try again"), ("try again", "x; try again"),
    ("'hf download' gets it", "x; 'hf download' gets it"),
    ("EXPLAINER_REGISTRY names it", "x; EXPLAINER_REGISTRY names it"), ("chmod o-w 'x'", "x; chmod o-w 'x'"),
  ])
  func remedyInLine(_ remedy: String, _ text: String) {
    #expect(ExplainerError(.badData, "x", remedy: remedy).description == text)
  }

  /// Both sides of a mismatch are named; each may also stand alone.
  @Test(
    arguments: [
      ("a", "b", "x; expected a, found b"), ("a", nil, "x; expected a"), (nil, "b", "x; found b"),
      (nil, nil, "x"),
    ] as [(String?, String?, String)])
  func mismatch(_ expected: String?, _ found: String?, _ text: String) {
    #expect(ExplainerError(.badData, "x", expected: expected, found: found).description == text)
  }

  /// Every kind of failure has its documented exit code.
  @Test(
    arguments: [
      (.badParameter, 64), (.badText, 65), (.badData, 65), (.badShape, 65), (.unsupported, 65),
      (.notFound, 66),
      (.pluginUnavailable, 69), (.incompatiblePlugin, 69), (.pluginFault, 70), (.internalFault, 70),
      (.inputOutput, 74),
      (.limitReached, 75), (.outOfMemory, 75), (.cancelled, 130), (ErrorCode(rawValue: 999), 70),
    ] as [(ErrorCode, Int32)])
  func exitCodes(_ code: ErrorCode, _ exit: Int32) {
    #expect(code.exitCode == exit)
  }

  /// Of a part that is as long as a file its beginning is shown, and how much is left out.
  @Test func long() {
    let text = ExplainerError(.badData, "there is no '\(String(repeating: "é", count: 50_000))'", at: ["x"])
      .description
    #expect(
      text.utf8.count < 17_000 && text.hasPrefix("x: there is no 'éé")
        && text.hasSuffix("é … (81.7 KiB more)"))
  }
}
