import Diagnostics
import JSON

/// What a plugin may expect of a JSON value, in the words of an error.
enum JSONKinds {
  static let integer = "a whole number"
  static let number = "a number"
  static let boolean = "true or false"
  static let string = "a string"
  static let list = "an array or object"
  static let object = "an object"
}

extension ExplainerError {
  /// A plugin's way into JSON leads nowhere.
  static func nothing(at path: String) -> ExplainerError {
    ExplainerError(.notFound, "the JSON has nothing at '\(path)'")
  }

  /// A plugin expects another kind of value than there is.
  static func otherKind(at path: String = "", expected: String, found: JSONValue) -> ExplainerError {
    ExplainerError(
      .badData, "the JSON has another kind of value at '\(path)'", expected: expected, found: found.kindName)
  }
}
