import ExplainerViews
import Testing

/// The environment decides about colour as other programs let it decide.
struct TerminalStyleTests {
  @Test(
    arguments: [
      (["TERM": "xterm-256color"], true, TerminalStyle.Colour.ansi256),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor"], true, .trueColour),
      (["TERM": "xterm", "COLORTERM": "24bit"], true, .trueColour),
      (["TERM": "xterm-direct"], true, .trueColour),
      (["TERM": "xterm", "NO_COLOR": "1"], true, .none), (["TERM": "xterm", "NO_COLOR": ""], true, .ansi256),
      (["TERM": "dumb"], true, .none), ([:], true, .none), (["TERM": "xterm"], false, .none),
      (["TERM": "xterm", "CLICOLOR_FORCE": "1"], false, .ansi256),
      (["TERM": "xterm", "CLICOLOR_FORCE": "0"], false, .none),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], true, .none),
    ] as [([String: String], Bool, TerminalStyle.Colour)])
  func colour(_ environment: [String: String], _ isTerminal: Bool, _ colour: TerminalStyle.Colour) {
    #expect(TerminalStyle.detect(environment: environment, isTerminal: isTerminal).colour == colour)
  }

  @Test(
    arguments: [
      ([:], nil, 80), ([:], 132, 132), (["COLUMNS": "100"], 132, 100), (["COLUMNS": "no"], 132, 132),
      (["COLUMNS": "0"], nil, 80),
      (["COLUMNS": "-4"], 99, 99), (["COLUMNS": "5"], nil, 20), ([:], 0, 80),
    ] as [([String: String], Int?, Int)])
  func width(_ environment: [String: String], _ columns: Int?, _ width: Int) {
    #expect(TerminalStyle.detect(environment: environment, isTerminal: true, columns: columns).width == width)
  }

  @Test(arguments: [
    ("15;0", TerminalStyle.Ground.dark), ("0;15", .light), ("0;default;7", .light), ("x", .unknown),
    ("", .unknown),
  ])
  func ground(_ value: String, _ ground: TerminalStyle.Ground) {
    #expect(TerminalStyle.detect(environment: ["COLORFGBG": value], isTerminal: true).ground == ground)
  }
}
