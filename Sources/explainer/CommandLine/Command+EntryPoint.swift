import ExplainerCore
import JSON

extension Command {
  /// `run ENTRY-POINT`: what the entry point takes, and the options of `run`.
  init(running entryPoint: EntryPoint) {
    self.init(
      name: entryPoint.name, summary: entryPoint.summary, usage: RunCommand.usage,
      arguments: entryPoint.parameters.map {
        Argument($0).changed { $0.heading = "PARAMETERS OF \(entryPoint.name)" }
      } + RunCommand.options,
      more: "'explainer info \(entryPoint.name)' shows the whole documentation.",
      run: RunCommand.run)
  }
}

extension Argument {
  static let entryPoint = Argument.positional(
    "entry-point", "the name of what to run; 'explainer list-entry-points' shows what there is",
    completion: CompletedValue(sources: [.entryPoints]))

  /// The option of an entry point's parameter.
  ///
  /// It is called as the parameter is, or `parameter-NAME` where `run` has an option of that name, so that no option
  /// `run` gets later takes a parameter away. The entry point itself checks the value.
  init(_ parameter: Parameter) {
    let isTaken = (RunCommand.options + [.help]).contains { $0.name == parameter.optionName }
    let isSwitch = parameter.type == .boolean
    let isText = parameter.type == .token || parameter.type == .string && parameter.choices.isEmpty
    let isRequired = parameter.defaultValue == nil && parameter.absence == nil
    let legal = (isSwitch ? [] : [parameter.legalValues]) + (isRequired ? ["required"] : [])
    let value =
      switch parameter.type {
      case .integer: "N"
      case .number: "X"
      case .string: "TEXT"
      case .token: "TOKEN"
      case .file: "FILE"
      case .boolean: ""
      }
    self.init(
      name: isTaken ? "parameter-\(parameter.optionName)" : parameter.optionName,
      kind: isSwitch ? .flag : .option, valueName: value, summary: parameter.summary,
      repeats: parameter.isList,
      values: legal.isEmpty ? .anything : .described(legal.joined(separator: "; "), isText: isText),
      defaultValue: parameter.defaultValue.map { $0.string ?? $0.text() },
      absence: parameter.absence,
      completion: parameter.type == .file
        ? .files() : .words(isSwitch ? ["true", "false"] : parameter.choices),
      isNegatable: isSwitch)
  }
}
