/// A piece of a template's source.
struct TemplateToken {
  enum Kind: Equatable {
    /// Text that stands as it is.
    case data(TemplateText)
    case statementBegin, statementEnd, outputBegin, outputEnd
    case name(String)
    case text(String)
    case integer(Int)
    case float(Double)
    case sign(String)
    case end
  }

  var kind: Kind
  /// Its line, from 1.
  var line: Int

  /// What it is, for messages.
  var words: String {
    switch kind {
    case .data: "text"
    case .statementBegin: "'{%'"
    case .statementEnd: "'%}'"
    case .outputBegin: "'{{'"
    case .outputEnd: "'}}'"
    case .name(let name): "'\(name)'"
    case .text: "a string"
    case .integer(let value): "'\(value)'"
    case .float(let value): "'\(value)'"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end of the template"
    }
  }
}
