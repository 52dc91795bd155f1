import Sandbox

/// What several commands take.
extension Argument {
  static let help = Argument.flag("help", "show this help", short: "h")
  static let json = Argument.flag("json", "print JSON")
  static let quiet = Argument.flag("quiet", "no progress, no log lines", short: "q")

  static let model = Argument.option(
    "model", "MODEL",
    "an embedded model (demo-gpt2), a directory, or a Hugging Face id (fetched if it is not here)",
    completion: .models)
  static let adapter = Argument.option(
    "adapter", "FOLDER", "use the model with the LoRA adapter in this folder, as peft saves them",
    completion: .files())
  static let modelName = Argument.positional(
    "name", "an embedded model, a directory, or a Hugging Face id", completion: .models)
  static let text = Argument.option(
    "text", "TEXT", "the text; '-' reads standard input", values: .text)
  static let chat = Argument.option(
    "chat", "TEXT",
    "in place of --text: what a user says, put into the model's chat template; '@FILE' reads messages as JSON, '-' standard input",
    values: .text, completion: .files("json"))
  static let system = Argument.option(
    "system", "TEXT", "with --chat: what the system says first", values: .text)
  static let tools = Argument.option(
    "tools", "FILE", "with --chat: the tools that may be called, a JSON list of their schemas",
    completion: .files("json"))
  static let sentenceA = Argument.option(
    "sentence-a", "TEXT", "the first text of a pair, instead of the first --text", values: .text)
  static let sentenceB = Argument.option(
    "sentence-b", "TEXT", "the second text of a pair, instead of the second --text", values: .text)
  static let texts = Argument.option(
    "texts", "FILE",
    "many texts: JSON Lines, each a string or an object with \"text\", or \"sentence_a\" and \"sentence_b\"; or a .txt with a text a line",
    completion: .files("jsonl", "txt"))
  static let batchTokens = Argument.option(
    "batch-tokens", "N", "with --texts: the tokens that go through the model together, texts whole",
    values: .wholeNumber(1...1 << 30), absence: "\(TextBatches.standardLimit)")
  static let edit = Argument.option(
    "edit", "EDIT",
    "change what flows: 'layers.5.attention.mixed heads=3 set=0'; may be repeated, in order",
    repeats: true, values: .text, completion: CompletedValue(sources: [.sites]))
  static let edits = Argument.option(
    "edits", "FILE",
    "edits as JSON, before those of --edit: [{\"site\": …, \"heads\": [3], \"set\": 0}, …]",
    completion: .files("json"))
  static let keepNewline = Argument.flag(
    "keep-newline", "the line end behind a text from standard input is part of the text")
  static let truncate = Argument.flag(
    "truncate", "cut a text longer than the model's context to its first tokens")
  static let timeout = Argument.option(
    "timeout", "SECONDS", "stop after this time; 0: never", default: "\(Int(Limits.standardSeconds))")
  static let memory = Argument.option(
    "memory", "SIZE", "memory that may be used, e.g. 2G", absence: MemoryShare.call.words)
  static let colour = Argument.option(
    "colour", "WHEN", "whether the terminal gets colour; under auto NO_COLOR counts",
    values: .choices(ColourChoice.allCases.map(\.rawValue)), default: ColourChoice.auto.rawValue)
  static let timing = Argument.flag("timing", "tell how long each stage took")
  static let registry = Argument.option(
    "registry", "FILE", "the registry to change", absence: "yours, in $XDG_CONFIG_HOME/explainer",
    completion: .files("json"))
  static let symbol = Argument.option(
    "symbol", "NAME", "the entry function of a bare library, where it is not the usual one")

  /// The same, which must be given.
  var required: Argument { changed { $0.isRequired = true } }
  /// The same, which may be left out.
  var optional: Argument { changed { $0.isRequired = false } }

  /// The same with something else about it.
  func changed(_ change: (inout Argument) -> Void) -> Argument {
    var copy = self
    change(&copy)
    return copy
  }
}
