/// Whether the terminal gets colour.
enum ColourChoice: String, CaseIterable {
  case auto, always, never

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
