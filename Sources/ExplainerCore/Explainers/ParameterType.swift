/// What values a parameter takes.
public enum ParameterType: String, Sendable, Hashable, CaseIterable {
  /// A whole number.
  case integer
  /// A number.
  case number
  /// True or false; a switch on the command line.
  case boolean
  /// Any text.
  case string
  /// A token: an id (whole number) or the token's text.
  case token
  /// A file: its path where somebody gives it, its name where a plugin gets it, which reads it through `CallFiles`.
  case file
}
