/// A dictionary of Python: keys in the order they came.
struct TemplateDictionary: Sendable {
  private(set) var keys: [TemplateValue] = []
  private(set) var values: [TemplateValue] = []
  private var places: [DictionaryKey: Int] = [:]

  var count: Int { keys.count }
  var items: [TemplateValue] { zip(keys, values).map { .tuple([$0, $1]) } }

  /// The value of a key; nil where it is not there, or cannot be a key.
  subscript(key: TemplateValue) -> TemplateValue? {
    DictionaryKey(key).flatMap { places[$0] }.map { values[$0] }
  }

  subscript(key: String) -> TemplateValue? { self[.text(key)] }

  /// Sets the value of a key; the first way it was written stays.
  ///
  /// - Throws: where the key cannot be one.
  mutating func set(_ key: TemplateValue, to value: TemplateValue) throws(TemplateProblem) {
    guard let place = DictionaryKey(key) else {
      throw TemplateProblem("unhashable type: '\(key.className)'")
    }
    if let found = places[place] {
      values[found] = value
    } else {
      places[place] = keys.count
      keys.append(key)
      values.append(value)
    }
  }

  /// Sets the value of a text.
  mutating func set(_ key: TemplateText, to value: TemplateValue) {
    if let found = places[.text(key.bytes)] {
      values[found] = value
    } else {
      places[.text(key.bytes)] = keys.count
      keys.append(.text(key))
      values.append(value)
    }
  }
}

/// What a key is found by: equal numbers are one key, whatever their type.
enum DictionaryKey: Hashable, Sendable {
  case none
  case number(Double)
  case integer(Int)
  case text([UInt8])
  case undefined
  case tuple([DictionaryKey])

  init?(_ value: TemplateValue) {
    switch value {
    case .none: self = .none
    case .bool, .integer: self = .integer(value.integer ?? 0)
    case .float(let number): self = Int(exactly: number).map { .integer($0) } ?? .number(number)
    case .text(let text): self = .text(text.bytes)
    case .undefined: self = .undefined
    case .tuple(let elements):
      let keys = elements.compactMap { DictionaryKey($0) }
      guard keys.count == elements.count else { return nil }
      self = .tuple(keys)
    default: return nil
    }
  }
}
