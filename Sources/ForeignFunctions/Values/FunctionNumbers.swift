import JSON
import Tensors

/// Numbers a function gave, in the type that holds them exactly.
enum FunctionNumbers: Sendable, Hashable {
  case floats([Float])
  case doubles([Double])
  case integers([Int])

  /// How many there are.
  var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// Number `index`.
  subscript(index: Int) -> Double {
    switch self {
    case .floats(let values): Double(values[index])
    case .doubles(let values): values[index]
    case .integers(let values): Double(values[index])
    }
  }

  /// Number `index` as documents hold it; null where it is not finite.
  func json(_ index: Int) -> JSONValue {
    switch self {
    case .floats(let values): values[index].isFinite ? JSONValue(values[index]) : .null
    case .doubles(let values): values[index].isFinite ? .number(values[index]) : .null
    case .integers(let values): .integer(values[index])
    }
  }

  /// As single precision, as tensors hold them.
  var singles: [Float] {
    switch self {
    case .floats(let values): values
    case .doubles(let values): values.map { Float($0) }
    case .integers(let values): values.map { Float($0) }
    }
  }

  /// Whether they are whole numbers by their type.
  var areIntegers: Bool { if case .integers = self { true } else { false } }

  /// Where the first number is that is none.
  var firstNaN: Int? {
    switch self {
    case .floats(let values): values.firstIndex(where: \.isNaN)
    case .doubles(let values): values.firstIndex(where: \.isNaN)
    case .integers: nil
    }
  }

  /// Whether every number is 0.
  var areZero: Bool {
    switch self {
    case .floats(let values): values.allSatisfy { $0 == 0 }
    case .doubles(let values): values.allSatisfy { $0 == 0 }
    case .integers(let values): values.allSatisfy { $0 == 0 }
    }
  }
}
