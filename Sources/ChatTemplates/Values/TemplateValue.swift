/// What an expression of a template can be: the values of Python that templates meet.
enum TemplateValue: Sendable {
  /// What is not there; says so, and fails where anything is asked of it.
  case undefined(String)
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  case text(TemplateText)
  case list([TemplateValue])
  case tuple([TemplateValue])
  case dictionary(TemplateDictionary)
  case range(TemplateRange)
  /// The keys, values or items of a dictionary, which can be counted and walked, but not indexed.
  case view(DictionaryView, [TemplateValue])
  /// What is walked once: an index into the evaluator's.
  case generator(Int)
  /// What can be written to: an index into the evaluator's.
  case namespace(Int)
  /// An index into the evaluator's.
  case macro(Int)
  /// The loop that runs at this depth.
  case loop(Int)
  case function(GlobalFunction)
  /// A method of a value.
  indirect case method(TemplateValue, String)

  static func text(_ text: String) -> TemplateValue { .text(TemplateText(text)) }
}

/// What is seen of a dictionary, by its name in Python.
enum DictionaryView: String, Sendable {
  case keys, values, items
}

/// The functions that every template finds.
enum GlobalFunction: String, Sendable, CaseIterable {
  case range, namespace, dict
  case raise = "raise_exception"
  case now = "strftime_now"
}

extension TemplateValue {
  /// Whether Python takes it for true.
  ///
  /// What is walked once is true, even where nothing comes of it.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .float(let value): value != 0
    case .text(let text): !text.isEmpty
    case .list(let elements), .tuple(let elements), .view(_, let elements): !elements.isEmpty
    case .dictionary(let dictionary): dictionary.count > 0
    case .range(let range): range.count > 0
    case .generator, .namespace, .macro, .loop, .function, .method: true
    }
  }

  /// Its class in Python, as errors name it.
  var className: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer: "int"
    case .float: "float"
    case .text: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dictionary: "dict"
    case .range: "range"
    case .view(let view, _): "dict_\(view.rawValue)"
    case .generator: "generator"
    case .namespace: "Namespace"
    case .macro: "Macro"
    case .loop: "LoopContext"
    case .function: "function"
    case .method: "method"
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }
  /// The text, or nil.
  var text: TemplateText? { if case .text(let text) = self { text } else { nil } }
  /// The whole number, or nil; truth values are whole numbers.
  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }
  /// The number, or nil.
  var number: Double? { if case .float(let value) = self { value } else { integer.map { Double($0) } } }
}
