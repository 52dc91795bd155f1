package import ExplainerCore
package import JSON

/// The signature of a plain C function, as a description states it: what to pass and what comes back.
///
/// Nothing of a library says whether it is true; what can be checked is checked when it is read, and calls happen in a
/// worker between guarded pages.
package struct FunctionSignature: Sendable, Hashable {
  /// The most arguments a function may take.
  static let maximumArguments = 16
  /// The most bytes one result may take.
  static let maximumResult = 4 << 30

  /// The function's name in the library.
  package var symbol: String
  /// What it returns.
  var returns: Returns
  /// Its arguments, in the order of the C declaration.
  package var arguments: [FunctionArgument]
  /// The description it was read from.
  package var json: JSONValue

  /// What becomes of what a function returns.
  enum Returns: Sendable, Hashable {
    /// It returns nothing.
    case nothing
    /// An `i32`; anything but 0 is a failure.
    case status
    /// A result of this name.
    case value(ScalarType, name: String, summary: String)
  }

  /// The parameters its arguments make, in their order.
  package var parameters: [Parameter] { arguments.compactMap(\.parameter) }

  /// The arguments that hold what sites hold.
  var captures: [(name: String, pattern: SitePattern)] {
    arguments.compactMap { argument in argument.pattern.map { (argument.name, $0) } }
  }

  /// The argument called `name`.
  package func argument(_ name: String) -> FunctionArgument? { arguments.first { $0.name == name } }

  /// The C declaration, for documentation and messages.
  package var declaration: String {
    let result =
      switch returns {
      case .nothing: "void"
      case .status: ScalarType.i32.cName
      case .value(let type, _, _): type.cName
      }
    let list = arguments.map { argument in
      switch argument.type {
      case .scalar(let type): "\(type.cName) \(argument.name)"
      case .input(let type): "const \(type.cName) *\(argument.name)"
      case .output(let type): "\(type.cName) *\(argument.name)"
      case .text: "const char *\(argument.name)"
      case .textOutput: "char *\(argument.name)"
      }
    }
    return "\(result) \(symbol)(\(list.isEmpty ? "void" : list.joined(separator: ", ")))"
  }
}
