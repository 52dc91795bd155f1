/// A value on the stack of a pickle.
///
/// What is made of others is a place among them, so that no value is deep.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case text(String)
  /// A place among the tuples.
  case tuple(Int)
  /// A place among the dictionaries.
  case dictionary(Int)
  /// A list; nothing that is read is in one.
  case list
  case global(PickleGlobal)
  /// A place among the memories of tensors.
  case storage(Int)
  /// A place among the tensors.
  case tensor(Int)
  /// Something that is no part of a tensor: a floating-point number, bytes.
  case other

  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var tensor: Int? { if case .tensor(let place) = self { place } else { nil } }

  /// What it is, for messages.
  var words: String {
    switch self {
    case .none: "nothing"
    case .bool: "a truth value"
    case .integer, .other: "a number"
    case .text: "a text"
    case .tuple: "a tuple"
    case .dictionary: "a dictionary"
    case .list: "a list"
    case .global: "a name"
    case .storage: "the memory of a tensor"
    case .tensor: "a tensor"
    }
  }
}
