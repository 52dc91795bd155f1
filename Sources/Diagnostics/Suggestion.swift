/// "Did you mean …": the nearest of a set of known words.
public enum Suggestion {
  /// The longest word that is compared with others, in bytes.
  private static let longest = 256

  /// The candidate nearest to `word` by edit distance, if it is near enough to be a likely slip (at most a third of
  /// the word's length, at least 1, plus prefixes of three letters or more).
  ///
  /// What is longer than any name is no slip, and is not compared.
  ///
  /// - Complexity: O(candidates · length²), lengths up to `longest`.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= longest else { return nil }
    let candidates = candidates.filter { $0.utf8.count <= longest }
    let lowered = word.lowercased()
    let ranked = candidates.map { (name: $0, distance: distance(lowered, $0.lowercased())) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    if let best = ranked.first, best.distance <= max(1, word.count / 3) { return best.name }
    guard word.count >= 3 else { return nil }
    return candidates.first { $0.lowercased().hasPrefix(lowered) || $0.lowercased().contains(lowered) }
  }

  /// Damerau–Levenshtein distance (optimal string alignment) in characters.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first), b = Array(second)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
