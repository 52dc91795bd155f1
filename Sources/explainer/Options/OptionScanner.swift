import Diagnostics

/// Reads options that are known only at run time: those of the command together with those an entry point declares.
///
/// `--name value`, `--name=value`, `-o value`; switches stand alone, `--no-name` turns one off; `_` and `-` in names
/// are the same; what follows an option that takes a value is its value, whatever it begins with.
struct OptionScanner {
  /// An option the scanner knows.
  struct Option {
    let name: String
    var short: Character?
    var isSwitch = false
    var repeats = false
  }

  /// What was found, by option name, in order.
  private(set) var values: [String: [String]] = [:]
  /// What is no option.
  private(set) var positionals: [String] = []

  /// Scans `arguments`.
  ///
  /// - Parameter context: what the options belong to, for messages: `run predictions`.
  /// - Throws: `badParameter` for an unknown option (with the nearest), a missing value, or an option given twice.
  init(_ arguments: [String], options: [Option], context: String) throws(ExplainerError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
        if argument == "--" {
          positionals += rest
          return
        }
        positionals.append(argument)
        continue
      }
      let (word, attached) = Self.split(argument)
      let (option, isNegated) = try Self.find(word, among: options, context: context)
      let value: String
      if option.isSwitch {
        value = attached ?? (isNegated ? "false" : "true")
      } else if let attached {
        value = attached
      } else if let next = rest.popFirst() {
        value = next
      } else {
        throw ExplainerError(.badParameter, "\(word) needs a value", remedy: Self.help(context))
      }
      guard option.repeats || values[option.name] == nil else {
        throw ExplainerError(.badParameter, "\(word) is given twice", remedy: Self.help(context))
      }
      values[option.name, default: []].append(value)
    }
  }

  /// The one value of an option, or nil.
  func value(_ name: String) -> String? { values[name]?.first }

  /// Whether a switch is on.
  func isOn(_ name: String) -> Bool { value(name) == "true" }

  private static func split(_ argument: String) -> (word: String, value: String?) {
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }

  private static func find(
    _ word: String, among options: [Option], context: String
  ) throws(ExplainerError) -> (Option, isNegated: Bool) {
    if word.hasPrefix("--") {
      let name = String(word.dropFirst(2).map { $0 == "_" ? "-" : $0 })
      if let option = options.first(where: { $0.name == name }) { return (option, false) }
      if name.hasPrefix("no-"),
        let option = options.first(where: { $0.isSwitch && $0.name == name.dropFirst(3) })
      {
        return (option, true)
      }
      let near = Suggestion.nearest(to: name, among: options.map(\.name))
      throw ExplainerError(
        .badParameter, "'\(context)' has no option \(word)",
        remedy: near.map { "did you mean --\($0)?" } ?? help(context))
    }
    if word.count == 2, let letter = word.last, let option = options.first(where: { $0.short == letter }) {
      return (option, false)
    }
    throw ExplainerError(.badParameter, "'\(context)' has no option \(word)", remedy: help(context))
  }

  private static func help(_ context: String) -> String { "'explainer \(context) --help' lists the options" }
}
