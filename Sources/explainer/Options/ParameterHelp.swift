import ExplainerCore
import JSON

/// Parameters and options as help lists them.
enum ParameterHelp {
  /// One block a parameter: the option, what it does, what is legal, what is the default.
  static func text(_ parameters: [Parameter]) -> String {
    table(
      parameters.map { parameter in
        let value = parameter.type == .boolean ? "" : " \(placeholder(parameter.type))"
        return (
          "--\(RunOptions.optionName(of: parameter))\(value)", "\(parameter.summary) (\(legal(parameter)))"
        )
      })
  }

  /// Two columns, the right one wrapped; a left one that is too wide gets a line of its own.
  static func table(_ rows: [(String, String)]) -> String {
    let column = min(rows.map(\.0.count).max() ?? 0, 22) + 4
    return rows.map { left, right in
      let wrapped = WrappedText.lines(right, indent: column)
      let head = "  \(left)"
      return head.count + 2 > column ? "\(head)\n\(wrapped)" : head + wrapped.dropFirst(head.count)
    }.joined(separator: "\n")
  }

  /// What stands for a value of this type.
  static func placeholder(_ type: ParameterType) -> String {
    switch type {
    case .integer: "N"
    case .number: "X"
    case .string: "TEXT"
    case .token: "TOKEN"
    case .boolean: ""
    }
  }

  /// What is legal, and what is taken where nothing is given.
  static func legal(_ parameter: Parameter) -> String {
    let standard =
      parameter.defaultValue.map { "default \($0.string ?? $0.text())" }
      ?? parameter.absence.map { "default: \($0)" } ?? "required"
    return parameter.type == .boolean ? standard : "\(parameter.legalValues); \(standard)"
  }
}
