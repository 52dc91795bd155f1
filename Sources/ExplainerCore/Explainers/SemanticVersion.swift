/// A version as <https://semver.org> orders them.
public struct SemanticVersion: Sendable, Hashable {
  /// Major, minor and patch.
  public let numbers: [Int]
  /// What follows a `-`, identifier by identifier; a version that has one comes before the same without.
  public let prerelease: [String]

  /// Reads `1.2.3` or `1.2.3-beta.1+build`; nil for anything else.
  public init?(_ text: String) {
    let core = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = core[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Self.isPlain($0) && $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    let prerelease = parts.count > 1 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
    let build = core.count > 1 ? core[1].split(separator: ".", omittingEmptySubsequences: false) : []
    guard words.count == 3, numbers.count == 3, (prerelease + build).allSatisfy(Self.isPlain) else {
      return nil
    }
    self.numbers = numbers
    self.prerelease = prerelease.map(String.init)
  }

  private static func isPlain(_ word: Substring) -> Bool {
    !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }
}

extension SemanticVersion: Comparable {
  /// By numbers, then by prerelease: numbers before words, shorter before longer.
  public static func < (first: SemanticVersion, second: SemanticVersion) -> Bool {
    guard first.numbers == second.numbers else {
      return first.numbers.lexicographicallyPrecedes(second.numbers)
    }
    guard !first.prerelease.isEmpty, !second.prerelease.isEmpty else {
      return !first.prerelease.isEmpty && second.prerelease.isEmpty
    }
    for (left, right) in zip(first.prerelease, second.prerelease) where left != right {
      switch (Int(left), Int(right)) {
      case (let a?, let b?): return a < b
      case (nil, nil): return left < right
      case (let number, _): return number != nil
      }
    }
    return first.prerelease.count < second.prerelease.count
  }
}
