import ExplainerCore
import JSON
import Testing

/// Numbers that are the same in every run.
private struct Steps: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 33)
  }
}

@Suite struct WrittenFormsTests {
  private static let pieces = [
    " ", "\"", "\\", "@", "text:", "=", "set=", "add=", "scale=", "mean=", "positions", "keep=", "heads=",
    "dims=", "-", "+",
    "*", "1", "0.5", "1e9", "e", ".", ",", "#", "class:", "start", "end", "[", "]", "logits", "a.pattern",
    "renormalise", "é",
    "\n", "\u{0}", "\u{7F}", ":", "x y", "b",
  ]

  /// Whatever is written is refused or reads back from its own text and its own JSON; nothing traps.
  @Test func anything() throws {
    var steps = Steps(state: 7)
    var read = 0
    for _ in 0..<4_000 {
      let words = (0..<Int.random(in: 0...9, using: &steps)).map { _ in
        Self.pieces.randomElement(using: &steps) ?? ""
      }
      let text = words.joined()
      if let edit = try? Edit("logits " + text) {
        read += 1
        #expect(try Edit(edit.text) == edit, "\(edit.text)")
        #expect(try Edit(json: JSONValue(parsing: edit.json.text())) == edit, "\(edit.text)")
      }
      if let objective = try? Objective(text) {
        read += 1
        #expect(try Objective(objective.text) == objective, "\(objective.text)")
        #expect(
          try Objective(json: JSONValue(parsing: objective.json.text())) == objective, "\(objective.text)")
      }
      if let list = try? IndexList(text) { #expect(try IndexList(list.text) == list, "\(text)") }
      _ = ForeignSiteNames.meaning(of: text)
    }
    #expect(read > 50, "\(read)")
  }
}
