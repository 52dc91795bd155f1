import Diagnostics
import Sandbox

/// Quantities as people type them.
enum Quantity {
  /// Seconds: `30`, `0.5`, `2m`; nil for 0, which is without limit.
  ///
  /// - Throws: `badParameter` for anything else.
  static func seconds(_ word: String, option: String) throws(ExplainerError) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = word.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? word : String(word.dropLast())), number.isFinite, number >= 0
    else {
      throw ExplainerError(
        .badParameter, "\(option) cannot be '\(word)'", expected: "seconds, e.g. 30, 0.5 or 2m")
    }
    return number == 0 ? nil : number * (unit ?? 1)
  }

  /// Bytes: `500M`, `2G`, `1.5GiB`; nil where nothing is given.
  ///
  /// Units are powers of 1024.
  ///
  /// - Throws: `badParameter` for anything else, or less than `Limits.leastMemory`.
  static func bytes(_ word: String?, option: String) throws(ExplainerError) -> Int? {
    guard let word else { return nil }
    let digits = word.prefix { $0.isNumber || $0 == "." }
    let units = ["": 1.0, "k": 1024, "m": 1048576, "g": 1073741824, "t": 1099511627776]
    var unit = word.dropFirst(digits.count).lowercased()
    for ending in ["ib", "b"] where unit.hasSuffix(ending) {
      unit.removeLast(ending.count)
      break
    }
    guard let number = Double(digits), let factor = units[unit], number * factor < 1e18,
      Int(number * factor) >= Limits.leastMemory
    else {
      throw ExplainerError(
        .badParameter, "\(option) cannot be '\(word)'",
        expected: "a size of \(Limits.leastMemory >> 20)M or more, e.g. 500M or 2G")
    }
    return Int(number * factor)
  }
}
