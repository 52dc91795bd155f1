import Diagnostics
import JSON

/// One value of a script while it is read: what is not as it should be goes to the log, and reading goes on.
struct ScriptNode {
  let value: JSONValue
  let path: [String]
  let log: ProblemLog

  /// The whole script.
  init(_ log: ProblemLog) {
    (value, path, self.log) = (log.source.value, [], log)
  }

  private init(_ value: JSONValue, _ path: [String], _ log: ProblemLog) {
    (self.value, self.path, self.log) = (value, path, log)
  }

  /// The member `key`; nil where there is none, or it is null.
  subscript(key: String) -> ScriptNode? {
    value[key].flatMap { $0.isNull ? nil : ScriptNode($0, path + [key], log) }
  }

  /// The elements, where this is a list; else this alone.
  var elements: [ScriptNode] {
    guard let elements = value.array else { return [self] }
    return elements.enumerated().map { ScriptNode($1, path + ["\($0)"], log) }
  }

  /// Members with their names, where this is an object.
  var members: [(name: String, node: ScriptNode)] {
    (value.object?.members ?? []).map { ($0.key, ScriptNode($0.value, path + [$0.key], log)) }
  }

  /// Logs what is wrong with this value.
  func report(_ message: String, expected: String? = nil, remedy: String? = nil) {
    log.add(message, at: path, expected: expected, remedy: remedy)
  }

  /// Whether this is an object with known members only; logs what it is, or the others.
  func isObject(with known: [String], what: String) -> Bool {
    guard let object = value.object else {
      report(
        "\(what) is \(value.kindName)", expected: "an object with \(known.prefix(4).joined(separator: ", "))")
      return false
    }
    for key in object.keys where !known.contains(key) && !log.isFull {
      let near = Suggestion.nearest(to: key, among: known)
      log.add(
        "\(what) has no '\(key)'", at: path + [key], key: true,
        remedy: near.map { "did you mean '\($0)'?" } ?? "it may have \(known.joined(separator: ", "))")
    }
    return true
  }

  // MARK: - Kinds

  /// A text; a number or a truth value is what its author wrote without quotes.
  func string(_ what: String) -> String? {
    switch value {
    case .string(let text): return text
    case .integer, .number, .bool: return value.text()
    default:
      report("\(what) is \(value.kindName), expected a text")
      return nil
    }
  }

  /// A name: letters, digits and underscores, a letter first.
  func name(_ what: String) -> String? {
    guard let text = string(what) else { return nil }
    let isName =
      (text.first?.isLetter ?? false) && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      && text.utf8.count <= 64
    if !isName { report("'\(text)' is no name for \(what)", expected: "letters, digits and underscores") }
    return isName ? text : nil
  }

  func flag(_ what: String) -> Bool? {
    if value.bool == nil { report("\(what) is \(value.kindName), expected true or false") }
    return value.bool
  }

  /// A number not below `least`.
  func number(_ what: String, from least: Double) -> Double? {
    guard let number = value.double, number >= least, number < 1e15 else {
      report("\(what) is \(value.text())", expected: "a number from \(Int(least)) on")
      return nil
    }
    return number
  }

  /// One of `choices`.
  func choice<Choice: RawRepresentable & CaseIterable>(_ what: String) -> Choice?
  where Choice.RawValue == String {
    guard let text = string(what) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    report(
      "\(what) cannot be '\(text)'", expected: "one of \(known.joined(separator: ", "))",
      remedy: Suggestion.nearest(to: text, among: known).map { "did you mean '\($0)'?" })
    return nil
  }

  // MARK: - Templates

  /// A text with expressions in it.
  func template(_ what: String) -> LocatedTemplate? {
    guard let text = string(what) else { return nil }
    do { return LocatedTemplate(template: try Template(text), path: path) } catch {
      log.add(error, at: path)
      return nil
    }
  }

  /// An expression; `${` and `}` round it or round its values may be left out.
  func expression(_ what: String) -> LocatedExpression? {
    guard let text = string(what) else { return nil }
    do {
      return LocatedExpression(
        expression: try ExpressionParser.parse(try Template.unwrapped(text)), path: path)
    } catch {
      log.add(error, at: path)
      return nil
    }
  }

  /// Any value, with expressions in its texts.
  var valueTemplate: ValueTemplate {
    switch value {
    case .string(let text):
      do {
        let template = try Template(text)
        if let constant = template.constant { return .constant(.string(constant)) }
        return .template(template, path: path)
      } catch {
        log.add(error, at: path)
        return .constant(.string(text))
      }
    case .array: return .list(elements.map(\.valueTemplate))
    case .object: return .object(members.map { .init(key: $0.name, value: $0.node.valueTemplate) })
    default: return .constant(value)
    }
  }
}
