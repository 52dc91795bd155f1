import ExplainerCore
import JSON

/// One argument of a plain C function: its type, and where its value comes from or goes to.
package struct FunctionArgument: Sendable, Hashable {
  /// The name, unique in its function; outputs and parameters go by it.
  var name: String
  /// Its C type.
  var type: FunctionType
  /// Where its value comes from, or what becomes of it.
  var role: Role

  /// What an argument is for.
  enum Role: Sendable, Hashable {
    /// What the sites that match hold, one site a call.
    case capture(SitePattern)
    /// The ids of the text's tokens.
    case tokenIDs
    /// The text.
    case text
    /// The name of the site the call is about.
    case siteName
    /// A number the host knows.
    case number(NumberSource)
    /// A value written in the description; `null` is a null pointer.
    case constant(JSONValue)
    /// A parameter of the entry point; `absent` is passed where it is left out, a null pointer for a text.
    case parameter(Parameter, absent: JSONValue?)
    /// Numbers the function writes, of this shape.
    case result(shape: [Extent], summary: String)
    /// A text the function writes, at most so many bytes with its NUL.
    case textResult(size: Int, summary: String)
  }

  /// One extent of a result.
  enum Extent: Sendable, Hashable {
    /// Always the same.
    case fixed(Int)
    /// The value of an argument.
    case argument(String)
    /// A number the host knows.
    case number(NumberSource)
  }

  /// The parameter it makes, if it makes one.
  var parameter: Parameter? { if case .parameter(let parameter, _) = role { parameter } else { nil } }

  /// The sites it is about, if it holds what sites hold.
  var pattern: SitePattern? { if case .capture(let pattern) = role { pattern } else { nil } }

  /// Whether the function writes to it.
  var isResult: Bool {
    switch role {
    case .result, .textResult: true
    default: false
    }
  }
}
