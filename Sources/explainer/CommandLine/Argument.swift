/// One option, switch or word that a command takes: a row of the command's table, from which help, completion, the
/// manual and every message about it are made.
struct Argument: Sendable {
  enum Kind: Sendable {
    /// A word by itself, told from others by its place.
    case positional
    /// `--name VALUE`.
    case option
    /// `--name`, on or off.
    case flag
  }

  /// Without dashes, as commands ask for it: `keep-newline`.
  let name: String
  let kind: Kind
  var short: Character?
  /// What stands for its value in help: `FILE`.
  var valueName = ""
  var summary: String
  var isRequired = false
  var repeats = false
  var values = ArgumentValues.anything
  /// The value where none is given.
  var defaultValue: String?
  /// What leaving it out means, where there is no default: `all layers`.
  var absence: String?
  /// What completes its value, where `values` are no choices.
  var completion = CompletedValue.anything
  /// A switch that means something when it is turned off, by `--no-NAME`.
  var isNegatable = false
  /// The heading that help lists it under, where that is not the usual one.
  var heading: String?

  static func positional(
    _ name: String, _ summary: String, isRequired: Bool = true, repeats: Bool = false,
    values: ArgumentValues = .anything, default value: String? = nil, completion: CompletedValue = .anything
  ) -> Argument {
    Argument(
      name: name, kind: .positional, valueName: name, summary: summary, isRequired: isRequired,
      repeats: repeats, values: values, defaultValue: value, completion: completion)
  }

  static func option(
    _ name: String, _ valueName: String, _ summary: String, short: Character? = nil, isRequired: Bool = false,
    repeats: Bool = false, values: ArgumentValues = .anything, default value: String? = nil,
    absence: String? = nil, completion: CompletedValue = .anything
  ) -> Argument {
    Argument(
      name: name, kind: .option, short: short, valueName: valueName, summary: summary, isRequired: isRequired,
      repeats: repeats, values: values, defaultValue: value, absence: absence, completion: completion)
  }

  static func flag(_ name: String, _ summary: String, short: Character? = nil) -> Argument {
    Argument(name: name, kind: .flag, short: short, summary: summary)
  }
}

extension Argument {
  /// How messages name it: `--model`, `<script>`.
  var label: String { kind == .positional ? "<\(name)>" : "--\(name)" }

  /// How it is written, the short form first; what can only be meant turned off, turned off too.
  var spellings: [String] {
    guard kind != .positional else { return [] }
    return (short.map { ["-\($0)"] } ?? []) + ["--\(name)"]
      + (isNegatable && defaultValue == "true" ? ["--no-\(name)"] : [])
  }

  /// What completes its value.
  var completedValue: CompletedValue {
    if case .choices(let words, _) = values { .words(words) } else { completion }
  }

  /// Whether `word` names it; `_` and `-` are the same within a name.
  func isCalled(_ word: String) -> Bool {
    guard kind != .positional else { return false }
    guard word.hasPrefix("--") else { return word.count == 2 && word.first == "-" && word.last == short }
    return word.dropFirst(2).replacing("_", with: "-") == name || isNegated(by: word)
  }

  /// Whether `word` turns it off.
  func isNegated(by word: String) -> Bool {
    isNegatable && word.replacing("_", with: "-") == "--no-\(name)"
  }

  /// What is legal and what is taken where nothing is given, as help says it behind the summary.
  var notes: String {
    [values.words, defaultValue.map { "default \($0)" } ?? absence.map { "default: \($0)" }]
      .compactMap(\.self).joined(separator: "; ")
  }

  /// The summary with the notes.
  var explanation: String { notes.isEmpty ? summary : "\(summary) (\(notes))" }
}
