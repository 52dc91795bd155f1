public import Diagnostics
import JSON

extension Explanation {
  /// Sees to it that every number of the result is one that JSON can say.
  ///
  /// - Throws: `pluginFault`, naming the first that is not finite: it would be written as null, and read as "nothing".
  public func checkNumbers() throws(ExplainerError) {
    guard let (path, value) = JSONValue.object(result).nonFiniteNumber else { return }
    throw ExplainerError(
      .pluginFault, "the result has a number that is not finite", at: ["result\(path)"],
      expected: "finite numbers, or null where there is none", found: value.isNaN ? "NaN" : "\(value)")
  }
}

extension JSONValue {
  /// The pointer to the first number that is not finite, and the number.
  fileprivate var nonFiniteNumber: (path: String, value: Double)? {
    switch self {
    case .number(let value): value.isFinite ? nil : ("", value)
    case .array(let elements):
      elements.enumerated().lazy.compactMap { index, element in
        element.nonFiniteNumber.map { ("/\(index)\($0.path)", $0.value) }
      }.first
    case .object(let object):
      object.members.lazy.compactMap { member in
        member.value.nonFiniteNumber.map { ("/\(member.key)\($0.path)", $0.value) }
      }.first
    default: nil
    }
  }
}
