import ChatTemplates
import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import PluginHost
import Sandbox

/// The options of `run`, read from the command line.
struct RunOptions {
  let model: String
  let adapter: String?
  let texts: [String]
  /// The conversation that is to be the text; `texts` then has an empty one in its place.
  let chat: Chat?
  /// The conversations among the texts.
  let chats: [ChatText]
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

  /// Reads what was given.
  ///
  /// - Throws: `badParameter` for what is missing or not legal.
  init(_ given: GivenArguments, entryPoint: EntryPoint) throws(ExplainerError) {
    let texts = try GivenTexts.chosen(given)
    let earlier = try EarlierExplanation(option: given["from"], texts: texts)
    // (A model that is named here is used as it is, unless an adapter is named too.)
    adapter = given["adapter"] ?? (given["model"] == nil ? earlier?.adapter : nil)
    model = if let earlier, given["model"] == nil { earlier.model } else { try given.value("model") }
    chat = try GivenChat.chosen(given, hasTexts: !texts.isEmpty)
    chats = chat == nil && texts.isEmpty ? earlier?.chats ?? [] : []
    if chat != nil {
      try entryPoint.checkCount(ofTexts: 1)
      self.texts = [""]
    } else if let earlier, texts.isEmpty {
      try entryPoint.checkCount(ofTexts: earlier.texts.count)
      self.texts = earlier.texts
    } else {
      self.texts = try Self.checked(texts, for: entryPoint, keepingNewline: given.isOn("keep-newline"))
    }
    parameters = Self.parameters(given, entryPoint)
    output = given["output"]
    format = try OutputFormat(given.choice("format"), output: output)
    opens = given.isOn("open")
    if opens, format != .html, format != .svg {
      throw ExplainerError(.badParameter, "--open shows a page", remedy: "add --format html")
    }
    tensorFile = given["tensors"]
    if let tensorFile { try TensorWriter.check(tensorFile, option: "--tensors") }
    truncates = given.isOn("truncate")
    var limits = try Limits(given)
    limits.isTrusted = given.isOn("trust")
    self.limits = limits
    colour = given.choice("colour") ?? .auto
    showsTiming = given.isOn("timing")
    isQuiet = given.isOn("quiet")
    runsInProcess = given.isOn("in-process")
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
            ? "add --text \"…\" (--text - reads standard input), or --chat \"…\""
            : "one run reads one text; run it once for each")
    }
    // (One more, the line end that is left out.)
    return try GivenTexts.read(
      texts, keepingNewline: keepingNewline, limit: ExplanationRequest.longestText + 2)
  }

  /// The parameters as typed as the command line can say; the entry point checks them.
  private static func parameters(_ given: GivenArguments, _ entryPoint: EntryPoint) -> JSONObject {
    var object = JSONObject()
    for parameter in entryPoint.parameters {
      guard let words = given.values[Argument(parameter).name] else { continue }
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
    case .string, .file: .string(word)
    }
  }
}
