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

  /// Number `place`.
  subscript(place: Int) -> Double {
    switch self {
    case .floats(let values): Double(values[place])
    case .doubles(let values): values[place]
    case .integers(let values): Double(values[place])
    }
  }

  /// Number `place` as documents hold it; null where it is not finite.
  func json(_ place: Int) -> JSONValue {
    switch self {
    case .floats(let values): values[place].isFinite ? JSONValue(values[place]) : .null
    case .doubles(let values): values[place].isFinite ? .number(values[place]) : .null
    case .integers(let values): .integer(values[place])
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
