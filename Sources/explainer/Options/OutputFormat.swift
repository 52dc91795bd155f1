import Diagnostics

/// In which form an explanation is written.
enum OutputFormat: String, CaseIterable {
  case terminal, json, jsonl, html, svg

  /// The format asked for; without `option` by the ending of `output`, else for the terminal.
  ///
  /// - Throws: `badParameter` with the known formats.
  init(option: String?, output: String?) throws(ExplainerError) {
    guard let option else {
      let ending = output.flatMap { path in path.split(separator: ".").last.map(String.init) } ?? ""
      self = OutputFormat(rawValue: ending.lowercased()) ?? .terminal
      return
    }
    guard let format = OutputFormat(rawValue: option) else {
      let known = Self.allCases.map(\.rawValue)
      throw ExplainerError(
        .badParameter, "there is no format '\(option)'", expected: "one of \(known.joined(separator: ", "))",
        remedy: Suggestion.nearest(to: option, among: known).map { "did you mean '\($0)'?" })
    }
    self = format
  }
}

/// Whether the terminal gets colour.
enum ColourChoice: String, CaseIterable {
  case auto, always, never

  /// The choice made, or `auto`.
  ///
  /// - Throws: `badParameter` with the known choices.
  init(option: String?) throws(ExplainerError) {
    guard let option else {
      self = .auto
      return
    }
    guard let choice = ColourChoice(rawValue: option) else {
      throw ExplainerError(
        .badParameter, "--colour cannot be '\(option)'",
        expected: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = choice
  }

  /// The environment that says the same.
  func applied(to environment: [String: String]) -> [String: String] {
    var environment = environment
    switch self {
    case .auto: break
    case .never: environment["NO_COLOR"] = "1"
    case .always:
      environment["NO_COLOR"] = nil
      environment["CLICOLOR_FORCE"] = "1"
    }
    return environment
  }
}
