/// Why a template gives nothing.
struct TemplateProblem: Error {
  /// What kind of failure it is.
  enum Kind {
    /// It is not written as templates are.
    case syntax
    /// It fails, as it would in Python.
    case failure
    /// It says so itself: `raise_exception`.
    case raised
    /// It does what is not done here.
    case unsupported
    /// It takes more than it may.
    case limit
  }

  var kind: Kind
  var message: String
  /// The line of the template, from 1; nil where it is not known yet.
  var line: Int?

  init(_ message: String, kind: Kind = .failure, line: Int? = nil) {
    self.kind = kind
    self.message = message
    self.line = line
  }

  func at(line: Int) -> TemplateProblem {
    var copy = self
    copy.line = self.line ?? line
    return copy
  }
}
