/// A value of a GGUF file's metadata.
public enum GGUFValue: Sendable, Hashable {
  /// A whole number of any type.
  case integer(Int)
  /// A whole number beyond the largest signed one of 64 bits.
  case large(UInt64)
  /// A floating-point number of either precision.
  case number(Double)
  /// A truth value.
  case truth(Bool)
  /// A text.
  case text(String)
  /// A list of texts.
  case texts([String])
  /// A list of anything else, and the type of what is in it.
  case list(GGUFValueType, [GGUFValue])
}

extension GGUFValue {
  /// The whole number it is, if it is one.
  public var int: Int? { if case .integer(let value) = self { value } else { nil } }

  /// The number it is, whole or not.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .large(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value it is.
  public var bool: Bool? { if case .truth(let value) = self { value } else { nil } }

  /// The text it is.
  public var string: String? { if case .text(let value) = self { value } else { nil } }

  /// The texts it lists; an empty list of anything lists none.
  public var strings: [String]? {
    switch self {
    case .texts(let values): values
    case .list(_, []): []
    default: nil
    }
  }

  /// The whole numbers it lists.
  public var integers: [Int]? { elements(\.int) }

  /// The numbers it lists.
  public var numbers: [Double]? { elements(\.double) }

  /// The truth values it lists.
  public var truths: [Bool]? { elements(\.bool) }

  private func elements<Element>(_ read: (GGUFValue) -> Element?) -> [Element]? {
    guard case .list(_, let values) = self else { return strings?.isEmpty == true ? [] : nil }
    let found = values.compactMap(read)
    return found.count == values.count ? found : nil
  }
}
