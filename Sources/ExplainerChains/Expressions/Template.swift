import Diagnostics
import JSON

/// A text with expressions in it: `The capital is ${item.city}`; `$${` stands for `${` itself.
public struct Template: Sendable, Hashable {
  /// Text or an expression.
  public enum Part: Sendable, Hashable {
    /// Text, as it is.
    case text(String)
    /// The value of an expression.
    case expression(Expression)
  }

  /// What it is made of.
  public let parts: [Part]

  /// Reads a template.
  ///
  /// - Throws: for an expression that cannot be read, or does not end.
  public init(_ text: String) throws(ExpressionError) {
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      plain += rest[..<dollar]
      let after = rest[dollar...]
      if after.hasPrefix("$${") {
        plain += "${"
        rest = after.dropFirst(3)
      } else if after.hasPrefix("${") {
        let inner = after.dropFirst(2)
        guard let end = Self.end(of: inner) else {
          throw ExpressionError("'${' without '}'", remedy: "write $${ for the characters themselves")
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = ""
        parts.append(.expression(try ExpressionParser.parse(String(inner[..<end]))))
        rest = inner[inner.index(after: end)...]
      } else {
        plain += "$"
        rest = after.dropFirst()
      }
    }
    plain += rest
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
  }

  /// `text` as one expression: `${a} == ${b}` as `(a) == (b)`.
  static func unwrapped(_ text: String) throws(ExpressionError) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "${") {
      result += rest[..<start.lowerBound]
      let inner = rest[start.upperBound...]
      guard let end = end(of: inner) else { throw ExpressionError("'${' without '}'") }
      result += "(\(inner[..<end]))"
      rest = inner[inner.index(after: end)...]
    }
    return result + rest
  }

  /// The brace that ends an expression; those in quotes do not.
  private static func end(of text: Substring) -> Substring.Index? {
    var quote: Character?
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
      } else if let open = quote {
        if character == "\\" { isEscaped = true } else if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "}" {
        return index
      }
    }
    return nil
  }

  /// All references in it.
  public var references: [Reference] {
    parts.flatMap { part -> [Reference] in
      if case .expression(let expression) = part { expression.references } else { [] }
    }
  }

  /// The text itself, where there is no expression in it.
  public var constant: String? {
    var text = ""
    for part in parts {
      guard case .text(let plain) = part else { return nil }
      text += plain
    }
    return text
  }

  /// Its value: that of the expression it consists of, of whatever kind; else a text.
  func value(in scope: Scope) throws(ExpressionError) -> JSONValue {
    if parts.count == 1, case .expression(let expression) = parts[0] {
      return try expression.value(in: scope)
    }
    return .string(try text(in: scope))
  }

  /// Its text, each value passed through `spelling` on the way.
  func text(in scope: Scope, spelling: (String) -> String = { $0 }) throws(ExpressionError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let plain): text += plain
      case .expression(let expression):
        let value = try expression.value(in: scope)
        text += spelling(value.string ?? value.text())
        guard text.utf8.count <= Self.longest else { throw Self.tooLong }
      }
    }
    return text
  }

  /// How long a text may become that expressions put together, in bytes.
  static let longest = 64 << 20

  /// That a text became longer.
  static var tooLong: ExpressionError {
    ExpressionError("gives a text of more than \(ByteCount.text(longest))")
  }
}
