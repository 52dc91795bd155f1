import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import PluginRegistry
import Testing

@testable import explainer

/// How a command line is written: what the reader makes of words, and what it refuses.
@Suite struct CommandLineReaderTests {
  private static let program = Command(
    name: "program", summary: "", arguments: [.flag("version", "")],
    subcommands: [
      Command(
        name: "draw", summary: "",
        arguments: [
          .positional("file", "the file"), .positional("more", "others", isRequired: false, repeats: true),
          .option("width", "N", "", short: "w", values: .wholeNumber(-10...10), default: "3"),
          .option("text", "TEXT", "", repeats: true, values: .text),
          .option("kind", "KIND", "", values: .choices(["line", "point"])),
          .option("keep-all", "FILE", ""), .flag("quiet", "", short: "q"),
          .flag("frame", "").changed { $0.isNegatable = true },
        ]
      ) { _ in },
      Command(
        name: "sets", summary: "",
        subcommands: [
          Command(name: "show", summary: "", arguments: [.flag("json", "")]) { _ in },
          Command(name: "make", summary: "", arguments: [.positional("name", "its name")]) { _ in },
        ], defaultSubcommand: "show"),
    ])

  private func read(_ line: String) throws(ExplainerError) -> GivenArguments {
    try CommandLineReader.read(line.split(separator: " ").map(String.init), of: Self.program)
  }

  /// Options before, after and between the words; each way of writing a value; values that begin with dashes; what
  /// stands behind `--` is a word.
  @Test(arguments: [
    ("draw a", ["file": ["a"]]), ("draw a b c", ["file": ["a"], "more": ["b", "c"]]),
    ("draw --width 4 a -q", ["file": ["a"], "width": ["4"], "quiet": ["true"]]),
    ("draw a --width=4", ["file": ["a"], "width": ["4"]]), ("draw a -w 4", ["file": ["a"], "width": ["4"]]),
    ("draw a -w=4", ["file": ["a"], "width": ["4"]]), ("draw -w -4 a", ["file": ["a"], "width": ["-4"]]),
    ("draw a --keep-all=x=y", ["file": ["a"], "keep-all": ["x=y"]]),
    ("draw a --keep-all=", ["file": ["a"], "keep-all": [""]]),
    ("draw a --keep_all x", ["file": ["a"], "keep-all": ["x"]]),
    ("draw a --keep-all -x", ["file": ["a"], "keep-all": ["-x"]]),
    ("draw a --keep-all=--quiet", ["file": ["a"], "keep-all": ["--quiet"]]),
    ("draw a --text --quiet --text -w", ["file": ["a"], "text": ["--quiet", "-w"]]),
    ("draw a --text -- -q", ["file": ["a"], "text": ["--"], "quiet": ["true"]]),
    ("draw -- --quiet -1", ["file": ["--quiet"], "more": ["-1"]]), ("draw -", ["file": ["-"]]),
    ("draw a --frame", ["file": ["a"], "frame": ["true"]]),
    ("draw a --no-frame", ["file": ["a"], "frame": ["false"]]),
    ("draw a --quiet=false", ["file": ["a"], "quiet": ["false"]]),
    ("draw a -q --quiet", ["file": ["a"], "quiet": ["true"]]),
    ("sets", [:]), ("sets --json", ["json": ["true"]]), ("sets make x", ["name": ["x"]]),
    ("--version", ["version": ["true"]]), ("draw --wdth 3 --help", ["help": ["true"]]),
    ("draw -h", ["help": ["true"]]), ("sets --help", ["help": ["true"]]),
  ])
  func means(_ line: String, _ values: [String: [String]]) throws {
    #expect(try read(line).values == values)
  }

  /// What is not given has its default; what runs where no command is named is that command.
  @Test func defaults() throws {
    let given = try read("draw a")
    #expect(try given["width"] == "3" && given.wholeNumber("width") == 3 && !given.isOn("frame"))
    #expect(given["kind"] == nil && given.context == "draw")
    #expect(try read("sets").context == "sets show" && read("sets --help").context == "sets")
  }

  /// What is wrong, where, and what was probably meant.
  @Test(arguments: [
    ("draw a --widht 3", "'draw' has no option --widht; did you mean --width?"),
    ("draw a --keep 3", "'draw' has no option --keep; did you mean --keep-all?"),
    ("draw a --no-frme", "'draw' has no option --no-frme; did you mean --no-frame?"),
    ("draw a --no-quiet", "'draw' has no option --no-quiet; --quiet=false turns it off"),
    ("draw a --zzz=3", "'draw' has no option --zzz; 'explainer draw --help' lists the options"),
    ("draw a -width 3", "'draw' has no option -width; did you mean --width?"),
    ("draw a -w4", "'draw' has no option -w4; a blank belongs between: -w 4"),
    ("draw a -qw 4", "'draw' has no option -qw; -q stands by itself"),
    ("draw -1", "'draw' has no option -1; 'explainer draw --help' lists the options"),
    (
      "--width 3 draw a",
      "'explainer' has no option --width; options follow the command they are for: explainer draw --width"
    ),
    ("draw a --width", "--width of 'draw' needs a value; 'explainer draw --help' lists the options"),
    (
      "draw a --keep-all --quiet",
      "--keep-all of 'draw' needs a value; found the option --quiet; where that is the value: --keep-all=--quiet"
    ),
    (
      "draw a -w 1 --width 2",
      "--width is given twice, and 'draw' takes one; 'explainer draw --help' lists the options"
    ),
    (
      "draw a --frame --no-frame",
      "--no-frame is given twice, and 'draw' takes one; 'explainer draw --help' lists the options"
    ),
    ("draw a --quiet=maybe", "--quiet of 'draw' cannot be 'maybe'; expected nothing, =true or =false"),
    ("draw a --no-frame=true", "--no-frame of 'draw' cannot be 'true'; expected nothing, =true or =false"),
    ("draw a --width 11", "--width cannot be '11'; expected a whole number from -10 to 10"),
    ("draw a --width 1.5", "--width cannot be '1.5'; expected a whole number from -10 to 10"),
    ("draw a --kind lien", "--kind cannot be 'lien'; expected line or point; did you mean 'line'?"),
    ("draw", "'draw' needs <file>; expected the file; 'explainer draw --help' lists the options"),
    ("sets make", "'sets make' needs <name>; expected its name"),
    ("sets make a b", "'b' is one word too many for 'sets make'"),
    ("sets --json make", "'make' is one word too many for 'sets show'"),
    ("drow a", "there is no command 'drow'; did you mean 'draw'?"),
    ("sets mkae x", "there is no command 'sets mkae'; did you mean 'make'?"),
    ("sets qwerty", "there is no command 'sets qwerty'; 'explainer sets --help' lists the commands"),
  ])
  func refuses(_ line: String, _ message: String) {
    let error = #expect(throws: ExplainerError.self) { try read(line) }
    let text = error?.description.replacing("\n  ", with: "; ").lowercased() ?? ""
    #expect(error?.code == .badParameter && text.hasPrefix(message.lowercased()), "\(text)")
  }

  /// An entry point's options are known once it is named; those of `run` may stand before it.
  @Test func entryPoints() throws {
    let given = try CommandLineReader.read(
      ["run", "--model", "m", "logit_lens", "--topk=3", "--text", "--layer", "--layer", "-1", "--no_normed"])
    #expect(given.context == "run predictions" && given.target?.entryPoint.entryPoint.name == "predictions")
    #expect(
      given.values == [
        "model": ["m"], "topk": ["3"], "text": ["--layer"], "layer": ["-1"], "normed": ["false"],
      ])
    #expect(throws: ExplainerError.self) {
      try CommandLineReader.read(["run", "--topk", "3", "predictions"])
    }
    let imported = try CommandLineReader.read(["import", "lm_layers_explainer", "rankings", "--model", "m"])
    #expect(imported.context == "run rankings")
  }
}
