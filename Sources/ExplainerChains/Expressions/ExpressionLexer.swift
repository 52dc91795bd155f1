/// Cuts an expression into words.
struct ExpressionLexer {
  enum Word: Sendable, Hashable {
    case name(String)
    case number(String)
    case text(String)
    /// An operator or a bracket.
    case sign(String)
    case end
  }

  private static let signs = [
    "==", "!=", "<=", ">=", "??", "<", ">", "+", "-", "(", ")", "[", "]", ".", ":", "*", ",",
  ]

  /// How many words an expression may have: what is read of them nests as deep as there are operators.
  static let most = 2_000

  /// The words of `text`, `end` behind them.
  static func words(of text: String) throws(ExpressionError) -> [Word] {
    var words: [Word] = []
    var rest = Substring(text)
    while let first = rest.first {
      guard words.count < most else {
        throw ExpressionError(
          "the expression has more than \(most) words and signs",
          remedy: "put what it computes into steps, or what it looks for into a list")
      }
      if first.isWhitespace {
        rest.removeFirst()
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        words.append(.name(String(name)))
        rest.removeFirst(name.count)
      } else if first.isASCII, first.isNumber {
        words.append(.number(number(&rest)))
      } else if first == "'" || first == "\"" {
        words.append(.text(try quoted(&rest, by: first)))
      } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
        words.append(.sign(sign))
        rest.removeFirst(sign.count)
      } else {
        throw ExpressionError("'\(first)' means nothing in an expression")
      }
    }
    return words + [.end]
  }

  /// Digits, with a fraction where a digit follows the point, and an exponent.
  private static func number(_ rest: inout Substring) -> String {
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    var number = String(rest.prefix(while: isDigit))
    rest.removeFirst(number.count)
    if rest.first == ".", let next = rest.dropFirst().first, isDigit(next) {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      number += "." + fraction
      rest.removeFirst(fraction.count + 1)
    }
    if rest.first == "e" || rest.first == "E" {
      let sign = rest.dropFirst().prefix { $0 == "-" || $0 == "+" }.prefix(1)
      let digits = rest.dropFirst(1 + sign.count).prefix(while: isDigit)
      if !digits.isEmpty {
        number += "e" + sign + digits
        rest.removeFirst(1 + sign.count + digits.count)
      }
    }
    return number
  }

  private static func quoted(_ rest: inout Substring, by quote: Character) throws(ExpressionError) -> String {
    rest.removeFirst()
    var text = ""
    while let character = rest.popFirst() {
      if character == quote { return text }
      guard character == "\\" else {
        text.append(character)
        continue
      }
      guard let escaped = rest.popFirst() else { break }
      switch escaped {
      case "n": text.append("\n")
      case "t": text.append("\t")
      default: text.append(escaped)
      }
    }
    throw ExpressionError("a text in quotes does not end")
  }
}
