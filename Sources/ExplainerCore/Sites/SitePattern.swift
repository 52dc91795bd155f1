public import Diagnostics

/// A glob over site addresses: `layers.*.residual.post`, `logits`; `*` matches within one word, `*` alone every site.
public struct SitePattern: Sendable, Hashable {
  /// The pattern as written.
  public let text: String
  private let words: [String]

  /// A pattern that matches exactly `site`.
  public init(_ site: Site) { self.init(site.name) }

  /// A pattern from its text.
  public init(_ text: String) {
    self.text = text
    self.words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// The patterns of a comma-separated list, blanks around them ignored.
  public static func list(_ text: String) -> [SitePattern] {
    text.split(separator: ",").map { word in
      SitePattern(String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
    }
  }

  /// Whether `site` matches.
  public func matches(_ site: Site) -> Bool { matches(site.name) }

  func matches(_ name: String) -> Bool {
    if text == "*" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == words.count && zip(words, parts).allSatisfy { Self.glob($0.utf8, $1.utf8) }
  }

  /// Whether `pattern` matches the whole of `word`.
  ///
  /// Only the last star that was passed can be given more: whatever an earlier one could still take, it can take too.
  ///
  /// - Complexity: O(pattern × word), however many stars there are.
  private static func glob(_ pattern: String.UTF8View, _ word: Substring.UTF8View) -> Bool {
    var (index, letter) = (pattern.startIndex, word.startIndex)
    var retry: (index: String.Index, letter: String.Index)?
    while letter < word.endIndex {
      if index < pattern.endIndex, pattern[index] == UInt8(ascii: "*") {
        index = pattern.index(after: index)
        retry = (index, letter)
      } else if index < pattern.endIndex, pattern[index] == word[letter] {
        (index, letter) = (pattern.index(after: index), word.index(after: letter))
      } else if let last = retry {
        (index, letter) = (last.index, word.index(after: last.letter))
        retry = (last.index, letter)
      } else {
        return false
      }
    }
    return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

extension SitePattern: ExpressibleByStringLiteral {
  /// The pattern with this text.
  public init(stringLiteral value: String) { self.init(value) }
}

extension [SitePattern] {
  /// The sites of `available` that any pattern matches, in the order of `available`.
  ///
  /// - Throws: `badParameter` for a pattern that matches none, with the nearest site named.
  public func resolve(among available: [Site]) throws(ExplainerError) -> Set<Site> {
    var chosen: Set<Site> = []
    for pattern in self {
      let matching = available.filter(pattern.matches)
      if matching.isEmpty {
        let near = Suggestion.nearest(to: pattern.text, among: available.map(\.name))
        throw ExplainerError(
          .badParameter, "no site of this model matches '\(pattern.text)'",
          remedy: near.map { "did you mean '\($0)'?" } ?? "'*' captures every site")
      }
      chosen.formUnion(matching)
    }
    return chosen
  }
}
