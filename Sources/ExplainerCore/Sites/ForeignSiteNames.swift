/// What places in a model are called elsewhere (TransformerLens, Hugging Face, nnsight and others), in terms of our sites.
///
/// One table says it all: names are read by it, and a test holds the table of `Docs/sites.md` against it.
public enum ForeignSiteNames {
  /// What a name of somebody else's means here.
  public enum Meaning: Sendable, Hashable {
    /// The site that holds the same numbers, but for what the note says.
    case site(SitePattern, note: String?)
    /// There is no such site; the reason says why, and what to take instead.
    case none(reason: String)
  }

  /// What `name` means; nil where it is one of our own names, or nobody's that we know.
  ///
  /// Layers may be written `.3.` or `[3]`, or `*` for all. The name of a module means its output; nnsight's `.output` and
  /// `.input` (with `[0]` for the first of several) may stand behind it. What wraps a model (`transformer.`, `model.`,
  /// `bert.`) may be left out.
  ///
  /// - Complexity: O(rows of the table).
  public static func meaning(of name: String) -> Meaning? {
    guard name.utf8.count <= longestName else { return nil }
    let name = plain(name)
    for spelling in spellings(of: name) {
      let words = spelling.split(separator: ".", omittingEmptySubsequences: false)
      for pattern in patterns[words.count] ?? [] {
        guard let captures = pattern.captures(words) else { continue }
        let note = pattern.row.note.map(captures.filled)
        guard let site = pattern.row.site else { return Meaning.none(reason: note ?? "") }
        let text = captures.filled(site)
        return text == name ? nil : .site(SitePattern(text), note: note)
      }
    }
    return nil
  }

  /// Bytes of the longest name that is looked up; no module's is longer.
  static let longestName = 256

  /// Every name of the table with what it means, in order, by how many words it has.
  private static let patterns: [Int: [Pattern]] = Dictionary(
    grouping: groups.flatMap(\.rows).flatMap { row in
      row.names.map { Pattern(words: plain($0).split(separator: ".").map(String.init), row: row) }
    }, by: \.words.count)

  /// The name with indices between points: `h[3].attn` becomes `h.3.attn`.
  private static func plain(_ name: String) -> String {
    name.replacing("[", with: ".").replacing("]", with: "")
  }

  /// The ways a name may stand in the table, the likeliest first.
  private static func spellings(of name: String) -> [String] {
    var name = name
    if name.hasPrefix("base_model.model.") { name.removeFirst("base_model.model.".count) }
    for outer in ["model.language_model.", "language_model.model."] where name.hasPrefix(outer) {
      name = "model.\(name.dropFirst(outer.count))"
    }
    for kin in ["roberta.", "electra.", "camembert."] where name.hasPrefix(kin) {
      name = "bert.\(name.dropFirst(kin.count))"
    }
    var spellings = [name]
    for end in [".output.0", ".output"] where name.hasSuffix(end) {
      spellings.append(String(name.dropLast(end.count)))
    }
    if name.hasSuffix(".input.0") { spellings.append(String(name.dropLast(2))) }
    return spellings
      + ["transformer", "model", "bert", "gpt_neox"].flatMap { outer in spellings.map { "\(outer).\($0)" } }
  }
}
