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
    return parts.count == words.count && zip(words, parts).allSatisfy { Self.glob($0[...], $1) }
  }

  private static func glob(_ pattern: Substring, _ word: Substring) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return pattern == word }
    let head = pattern[..<star]
    guard word.hasPrefix(head) else { return false }
    let rest = pattern[pattern.index(after: star)...]
    var tail = word.dropFirst(head.count)
    while true {
      if glob(rest, tail) { return true }
      guard !tail.isEmpty else { return false }
      tail = tail.dropFirst()
    }
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
