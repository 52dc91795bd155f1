import ExplainerCore

/// One option or argument of a command, as its help describes it.
struct ArgumentDescription {
  enum Kind: String {
    case positional, option, flag
  }

  var kind: Kind
  /// How it is written, dashes included, the short form first; empty for arguments.
  var names: [String] = []
  /// What its value is called; also what an argument is called.
  var valueName = ""
  var summary = ""
  var defaultValue: String?
  var isOptional = true
  var repeats = false
  var completion = CompletedValue.anything
  /// A switch that can also be turned off, by `--no-NAME`.
  var isNegatable = false
  /// What its value must be, in words, where that is known.
  var legalValues: String?

  /// The name that completion offers.
  var longName: String? { names.first { $0.hasPrefix("--") } ?? names.first }

  /// Whether `word` names it; `_` and `-` are the same within a name.
  func isCalled(_ word: String) -> Bool {
    let name = word.hasPrefix("--") ? "--" + String(word.dropFirst(2).map { $0 == "_" ? "-" : $0 }) : word
    return names.contains(name) || isNegatable && names.contains { "--no-\($0.dropFirst(2))" == name }
  }
}

extension ArgumentDescription {
  /// An option of `run`.
  init(_ description: RunOptions.Description) {
    let option = description.option
    self.init(
      kind: option.isSwitch ? .flag : .option,
      names: (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"], valueName: description.value,
      summary: description.summary, repeats: option.repeats, completion: description.completion)
  }

  /// The option of an entry point's parameter.
  init(_ parameter: Parameter) {
    self.init(
      kind: parameter.type == .boolean ? .flag : .option,
      names: ["--\(RunOptions.optionName(of: parameter))"],
      valueName: ParameterHelp.placeholder(parameter.type), summary: parameter.summary,
      repeats: parameter.isList,
      completion: .words(parameter.type == .boolean ? ["true", "false"] : parameter.choices),
      isNegatable: parameter.type == .boolean, legalValues: ParameterHelp.legal(parameter))
  }
}
