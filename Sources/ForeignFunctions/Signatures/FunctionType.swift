import Diagnostics
import ExplainerCore
import JSON

/// The type of an argument: a closed set, so that a description can be checked when it is read.
enum FunctionType: Sendable, Hashable {
  /// A number or truth value.
  case scalar(ScalarType)
  /// Numbers the function reads: `const f32*`.
  case input(ScalarType)
  /// Numbers the function writes: `f32*`.
  case output(ScalarType)
  /// A text the function reads, UTF-8 and NUL-terminated: `const char*`.
  case text
  /// A text the function writes, UTF-8 and NUL-terminated: `char*`.
  case textOutput

  /// What numbers behind pointers may be.
  static let elements = ScalarType.allCases.filter { $0 != .bool }

  /// All types, as descriptions write them.
  static let names: [String] =
    ScalarType.allCases.map(\.rawValue) + elements.map { "const \($0.rawValue)*" }
    + elements.map { "\($0.rawValue)*" } + ["const char*", "char*"]

  /// As descriptions write it.
  var name: String {
    switch self {
    case .scalar(let type): type.rawValue
    case .input(let element): "const \(element.rawValue)*"
    case .output(let element): "\(element.rawValue)*"
    case .text: "const char*"
    case .textOutput: "char*"
    }
  }

  /// Reads a type; blanks around `*` do not matter.
  ///
  /// - Throws: the reason, with the type that was probably meant.
  init(_ text: String) throws(JSONReadingError) {
    let isPointer = text.hasSuffix("*")
    var words = (isPointer ? text.dropLast() : text[...]).split(separator: " ").map(String.init)
    let isConstant = isPointer && words.first == "const"
    if isConstant { words.removeFirst() }
    let element = words.joined(separator: " ")
    switch (ScalarType(rawValue: element), element) {
    case (let type?, _) where !isPointer: self = .scalar(type)
    case (let type?, _) where type != .bool: self = isConstant ? .input(type) : .output(type)
    case (_, "char") where isPointer: self = isConstant ? .text : .textOutput
    default:
      let meant =
        Self.cNames[element].map { isPointer ? (isConstant ? "const \($0)*" : "\($0)*") : $0 }
        ?? Suggestion.nearest(to: text, among: Self.names)
      let known =
        "bool, i32, u32, i64, u64, f32, f64; const f32* and so on for numbers the function reads, f32* for numbers it "
        + "writes; const char*, char*"
      throw JSONReadingError(
        "there is no type '\(text)'; " + (meant.map { "did you mean '\($0)'?" } ?? known))
    }
  }

  /// What authors who think in C write.
  private static let cNames: [String: String] = [
    "float": "f32", "double": "f64", "int": "i32", "unsigned": "u32", "unsigned int": "u32", "long": "i64",
    "long long": "i64", "unsigned long": "u64", "size_t": "u64", "ssize_t": "i64", "ptrdiff_t": "i64",
    "int32_t": "i32", "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64", "_Bool": "bool",
  ]
}
