/// What places in a model are called elsewhere (TransformerLens, Hugging Face, nnsight and others), in terms of our sites.
///
/// One table says it all: names are read by it, and a test holds the table of `Docs/sites.md` against it.
public enum ForeignSiteNames {
  /// What a name of somebody else's means here.
  public enum Meaning: Sendable, Hashable {
    /// The site that holds the same numbers; the note says where they lie in another order.
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
  /// - Parameters:
  ///   - name: the name.
  ///   - model: the model it is a name of, for modules of the same name hold other things in other families; nil: what it
  ///     means in the first family that has it.
  /// - Complexity: O(rows of the table).
  public static func meaning(of name: String, in model: ModelInfo? = nil) -> Meaning? {
    guard name.utf8.count <= longestName else { return nil }
    let name = plain(name)
    guard !isOwn(name) else { return nil }
    let spellings = spellings(of: name).map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    let own = first(spellings, of: model) { $0.group.covers(model) && $0.row.scope.covers(model) }
    if let own { return own.meaning }
    guard let found = first(spellings, of: model, where: { model == nil || !$0.group.covers(model) }) else {
      return nil
    }
    guard let model else { return found.meaning }
    let here = found.site.map { "; where other families have such a place, it is `\($0)`" } ?? ""
    return Meaning.none(
      reason: "it is a name of '\(found.title)', and this is a model of '\(model.family)'\(here)")
  }

  /// Whether this is a name of ours, with stars or without.
  private static func isOwn(_ name: String) -> Bool {
    Site(name.replacing("*", with: "0")).map { SiteKind.of(part: $0.part) != nil } ?? false
  }

  /// Bytes of the longest name that is looked up; no module's is longer.
  static let longestName = 256

  /// Every name of the table with what it means, in order, by how many words it has.
  private static let patterns: [Int: [Pattern]] = Dictionary(
    grouping: groups.flatMap { group in
      group.rows.flatMap { row in
        row.names.map {
          Pattern(words: plain($0).split(separator: ".").map(String.init), row: row, group: group)
        }
      }
    }, by: \.words.count)

  /// What the first pattern says that fits one of the spellings, the likeliest first, and `isMeant`.
  private static func first(
    _ spellings: [[Substring]], of model: ModelInfo?, where isMeant: (Pattern) -> Bool
  ) -> Found? {
    for words in spellings {
      for pattern in patterns[words.count] ?? [] where isMeant(pattern) {
        guard let captures = pattern.captures(words, of: model) else { continue }
        return Found(
          title: pattern.group.title, site: pattern.row.site.map(captures.filled),
          note: pattern.row.note.map(captures.filled))
      }
    }
    return nil
  }

  /// What a line of the table says of a name, with its marks filled in.
  private struct Found {
    let title: String
    let site: String?
    let note: String?

    var meaning: Meaning {
      site.map { .site(SitePattern($0), note: note) } ?? Meaning.none(reason: note ?? "")
    }
  }

  /// The name with indices between points: `h[3].attn` becomes `h.3.attn`.
  private static func plain(_ name: String) -> String {
    name.replacing("[", with: ".").replacing("]", with: "")
  }

  /// What may be left out before a name of the table.
  private static let outer = [
    "transformer", "model", "bert", "gpt_neox", "albert", "distilbert", "mpnet", "deberta", "model.decoder",
  ]

  /// The ways a name may stand in the table, the likeliest first.
  private static func spellings(of name: String) -> [String] {
    var name = name
    if name.hasPrefix("base_model.model.") { name.removeFirst("base_model.model.".count) }
    for outer in ["model.language_model.", "language_model.model."] where name.hasPrefix(outer) {
      name = "model.\(name.dropFirst(outer.count))"
    }
    for kin in ["roberta", "electra", "camembert"] where "\(name).".hasPrefix("\(kin).") {
      name = "bert\(name.dropFirst(kin.count))"
    }
    var spellings = [name]
    for end in [".output.0", ".output"] where name.hasSuffix(end) {
      spellings.append(String(name.dropLast(end.count)))
    }
    if name.hasSuffix(".input.0") { spellings.append(String(name.dropLast(2))) }
    return spellings + outer.flatMap { outer in spellings.map { "\(outer).\($0)" } }
  }
}
