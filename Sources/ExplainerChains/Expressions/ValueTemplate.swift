import JSON

/// A value as a script writes it, with templates wherever a text can stand.
indirect enum ValueTemplate: Sendable, Hashable {
  case constant(JSONValue)
  /// A text with expressions, and where it stands in the script.
  case template(Template, path: [String])
  case list([ValueTemplate])
  case object([Member])

  struct Member: Sendable, Hashable {
    let key: String
    let value: ValueTemplate
  }

  /// An expression without a value, with its place in the script.
  struct Failure: Error {
    let error: ExpressionError
    let path: [String]
  }

  /// How many values a list may have that references put together.
  private static let most = 1_000_000

  /// All references in it, with where they stand.
  var references: [(reference: Reference, path: [String])] {
    switch self {
    case .constant: []
    case .template(let template, let path): template.references.map { ($0, path) }
    case .list(let elements): elements.flatMap(\.references)
    case .object(let members): members.flatMap(\.value.references)
    }
  }

  /// Its value.
  func value(in scope: Scope) throws(Failure) -> JSONValue {
    switch self {
    case .constant(let value): return value
    case .template(let template, let path):
      do { return try template.value(in: scope) } catch { throw Failure(error: error, path: path) }
    case .list(let elements):
      var values: [JSONValue] = []
      for element in elements {
        let value = try element.value(in: scope)
        // A reference to several values among others stands for each of them.
        if case .template(_, let path) = element, let several = value.array {
          guard values.count + several.count <= Self.most else {
            throw Failure(error: ExpressionError("gives a list of more than \(Self.most) values"), path: path)
          }
          values += several
        } else {
          values.append(value)
        }
      }
      return .array(values)
    case .object(let members):
      var object = JSONObject()
      for member in members { object[member.key] = try member.value.value(in: scope) }
      return .object(object)
    }
  }
}
