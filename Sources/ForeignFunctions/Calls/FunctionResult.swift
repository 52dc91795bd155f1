import ExplainerCore

/// What a function gave under one name: an output argument, or what it returned.
struct FunctionResult: Sendable, Hashable {
  /// The name.
  var name: String
  /// Its type, as the description writes it.
  var type: String
  /// What it is, in a few words; empty where the description does not say.
  var summary: String
  /// One value a call.
  var values: [Value]

  /// What one call gave.
  enum Value: Sendable, Hashable {
    /// Numbers of a shape, row-major; no extents for a single number.
    case numbers(FunctionNumbers, shape: [Int])
    /// A text.
    case text(String)
  }

  /// The numbers and shapes of all calls; nil for texts.
  var numbers: [(values: FunctionNumbers, shape: [Int])]? {
    let all = values.compactMap { value -> (FunctionNumbers, [Int])? in
      if case .numbers(let numbers, let shape) = value { (numbers, shape) } else { nil }
    }
    return all.count == values.count ? all : nil
  }

  /// The texts of all calls; nil for numbers.
  var texts: [String]? {
    let all = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    return all.count == values.count ? all : nil
  }

  /// The shape that all calls share; nil where they differ, and for texts.
  var shape: [Int]? {
    guard let numbers, let first = numbers.first?.shape, numbers.allSatisfy({ $0.shape == first }) else {
      return nil
    }
    return first
  }
}
