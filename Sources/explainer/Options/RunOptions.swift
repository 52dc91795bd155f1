import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import JSON

/// The options of `run`, read from the command line.
struct RunOptions {
  /// An option of the command itself, with its line of help.
  struct Description {
    let option: OptionScanner.Option
    let value: String
    let summary: String
    /// What completes its value.
    var completion = CompletedValue.anything
  }

  static let descriptions: [Description] = [
    .init(
      option: .init(name: "model"), value: "MODEL",
      summary: "an embedded model (demo-gpt2), a directory, or a Hugging Face id (fetched if it is not here)",
      completion: .models),
    .init(
      option: .init(name: "text", repeats: true), value: "TEXT",
      summary: "the text; '-' reads standard input; twice for entry points that take a pair"),
    .init(
      option: .init(name: "sentence-a"), value: "TEXT",
      summary: "the first text of a pair, instead of the first --text"),
    .init(
      option: .init(name: "sentence-b"), value: "TEXT",
      summary: "the second text of a pair, instead of the second --text"),
    .init(
      option: .init(name: "keep-newline", isSwitch: true), value: "",
      summary: "the line end behind a text from standard input is part of the text"),
    .init(
      option: .init(name: "from"), value: "FILE",
      summary:
        "take the model and the texts from an explanation in JSON ('-' reads standard input), unless given",
      completion: .files("json")),
    .init(
      option: .init(name: "format"), value: "FORMAT",
      summary: "terminal, json, jsonl, html or svg (default: by the ending of --output, else terminal)",
      completion: .words(OutputFormat.allCases.map(\.rawValue))),
    .init(
      option: .init(name: "output", short: "o"), value: "FILE",
      summary: "write there instead of standard output", completion: .files()),
    .init(
      option: .init(name: "open", isSwitch: true), value: "",
      summary: "open the result in the browser (html or svg)"),
    .init(
      option: .init(name: "tensors"), value: "FILE",
      summary: "also write the tensors: a .safetensors file, or .npz for numpy",
      completion: .files("safetensors", "npz")),
    .init(
      option: .init(name: "truncate", isSwitch: true), value: "",
      summary: "cut a text longer than the model's context to its first tokens"),
    .init(
      option: .init(name: "timeout"), value: "SECONDS",
      summary: "stop the plugin after this time (default 600; 0: never)"),
    .init(
      option: .init(name: "memory"), value: "SIZE",
      summary: "memory the plugin may use, e.g. 2G (default: nine tenths of what is available)"),
    .init(
      option: .init(name: "colour"), value: "WHEN",
      summary: "auto, always or never (default auto; NO_COLOR counts)",
      completion: .words(ColourChoice.allCases.map(\.rawValue))),
    .init(option: .init(name: "timing", isSwitch: true), value: "", summary: "tell how long each stage took"),
    .init(
      option: .init(name: "quiet", short: "q", isSwitch: true), value: "",
      summary: "no progress, no log lines"),
    .init(
      option: .init(name: "trust", isSwitch: true), value: "",
      summary: "lift the walls for this run: the plugin may use files, network and programs as you may"),
    .init(
      option: .init(name: "in-process", isSwitch: true), value: "",
      summary: "run the plugin in this process, for debuggers: a crash is then one of the program"),
    .init(option: .init(name: "help", short: "h", isSwitch: true), value: "", summary: "show this help"),
  ]

  let model: String
  let texts: [String]
  let parameters: JSONObject
  let format: OutputFormat
  let output: String?
  let opens: Bool
  let tensorFile: String?
  let truncates: Bool
  let limits: Limits
  let colour: ColourChoice
  let showsTiming: Bool
  let isQuiet: Bool
  let runsInProcess: Bool

  /// The scanner's options for `entryPoint`: those of the command and its parameters'.
  static func scannerOptions(for entryPoint: EntryPoint) -> [OptionScanner.Option] {
    descriptions.map(\.option)
      + entryPoint.parameters.map {
        .init(name: optionName(of: $0), isSwitch: $0.type == .boolean, repeats: $0.isList)
      }
  }

  /// The option of a parameter: its name, or `parameter-NAME` where the command has an option of that name, so that no
  /// option the command gets later takes a parameter away.
  static func optionName(of parameter: Parameter) -> String {
    descriptions.contains { $0.option.name == parameter.optionName }
      ? "parameter-\(parameter.optionName)" : parameter.optionName
  }

  /// Reads what the scanner found.
  ///
  /// - Throws: `badParameter` for what is missing or not legal.
  init(_ scanned: OptionScanner, entryPoint: EntryPoint) throws(ExplainerError) {
    let command = "run \(entryPoint.name)"
    let given = try GivenTexts.chosen(
      text: scanned.values["text"] ?? [], scanned.value("sentence-a"), scanned.value("sentence-b"))
    let earlier = try EarlierExplanation(option: scanned.value("from"), texts: given)
    guard let model = scanned.value("model") ?? earlier?.model else {
      throw ExplainerError(
        .badParameter, "'\(command)' needs a model", remedy: "say which with --model, e.g. --model demo-gpt2")
    }
    self.model = model
    if let earlier, given.isEmpty {
      try entryPoint.checkCount(ofTexts: earlier.texts.count)
      texts = earlier.texts
    } else {
      texts = try Self.checked(given, for: entryPoint, keepingNewline: scanned.isOn("keep-newline"))
    }
    parameters = Self.parameters(scanned, entryPoint)
    output = scanned.value("output")
    format = try OutputFormat(option: scanned.value("format"), output: output)
    opens = scanned.isOn("open")
    if opens, format != .html, format != .svg {
      throw ExplainerError(.badParameter, "--open shows a page", remedy: "add --format html")
    }
    tensorFile = scanned.value("tensors")
    if let tensorFile { try TensorWriter.check(tensorFile, option: "--tensors") }
    truncates = scanned.isOn("truncate")
    var limits = Limits(
      seconds: try Quantity.seconds(
        scanned.value("timeout"), option: "--timeout", standard: Limits.standardSeconds),
      memory: try Quantity.bytes(scanned.value("memory"), option: "--memory"))
    limits.isTrusted = scanned.isOn("trust")
    self.limits = limits
    colour = try ColourChoice(option: scanned.value("colour"))
    showsTiming = scanned.isOn("timing")
    isQuiet = scanned.isOn("quiet")
    runsInProcess = scanned.isOn("in-process")
  }

  private static func checked(
    _ texts: [String], for entryPoint: EntryPoint, keepingNewline: Bool
  ) throws(ExplainerError) -> [String] {
    let wanted = entryPoint.texts
    guard wanted.contains(texts.count) else {
      let least = wanted.lowerBound
      let expected = least == wanted.upperBound ? "\(least)" : "\(least) to \(wanted.upperBound)"
      throw ExplainerError(
        .badParameter, "'run \(entryPoint.name)' takes --text", expected: "\(expected) of them",
        found: "\(texts.count)",
        remedy: wanted.upperBound > 1
          ? "for a pair: --sentence-a TEXT --sentence-b TEXT"
          : texts.isEmpty
            ? "add --text \"…\", or --text - to read standard input"
            : "one run reads one text; run it once for each")
    }
    return try GivenTexts.read(texts, keepingNewline: keepingNewline)
  }

  /// The parameters as typed as the command line can say; the entry point checks them.
  private static func parameters(_ scanned: OptionScanner, _ entryPoint: EntryPoint) -> JSONObject {
    var object = JSONObject()
    for parameter in entryPoint.parameters {
      guard let words = scanned.values[optionName(of: parameter)] else { continue }
      let values = words.map { value(of: $0, type: parameter.type) }
      object[parameter.name] = parameter.isList ? .array(values) : values[0]
    }
    return object
  }

  private static func value(of word: String, type: ParameterType) -> JSONValue {
    switch type {
    case .integer, .token: Int(word).map { .integer($0) } ?? .string(word)
    case .number: Double(word).map { .number($0) } ?? .string(word)
    case .boolean: ["true": .bool(true), "false": .bool(false)][word] ?? .string(word)
    case .string: .string(word)
    }
  }
}
