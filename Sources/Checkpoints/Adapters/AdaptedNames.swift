/// Where the weights that an adapter names are in a checkpoint: under these names, or with other words before all of them.
///
/// A model may be saved with a head or without, so that `transformer.h.0.…` of the one is `h.0.…` of the other.
struct AdaptedNames {
  private var places: [String: String] = [:]

  /// Looks for `wanted` among `stored`.
  init(_ wanted: [String], among stored: Set<String>) {
    for name in wanted where stored.contains(name) { places[name] = name }
    let others = wanted.filter { !stored.contains($0) }
    // The one way to rename that finds the most.
    var best: [String: String] = [:]
    for rename in others.prefix(Self.tried).flatMap({ Self.renames($0, among: stored) }) {
      let found = others.reduce(into: [String: String]()) { found, name in
        if name.hasPrefix(rename.old) {
          let new = rename.new + name.dropFirst(rename.old.count)
          if stored.contains(new) { found[name] = new }
        }
      }
      if found.count > best.count { best = found }
    }
    places.merge(best) { first, _ in first }
  }

  /// The name in the checkpoint; nil where it is not there.
  subscript(name: String) -> String? { places[name] }

  /// How many names are looked at for a way to rename: the first ones may be those of heads.
  private static let tried = 8

  /// What may stand before a name, and what does in the checkpoint.
  private static func renames(_ name: String, among stored: Set<String>) -> [(old: String, new: String)] {
    var found: [(String, String)] = []
    var rest = name[...]
    for _ in 0..<2 {
      guard let dot = rest.firstIndex(of: ".") else { break }
      rest = rest[rest.index(after: dot)...]
      if stored.contains(String(rest)) { found.append((String(name[..<rest.startIndex]), "")) }
    }
    let ends = stored.filter { $0.hasSuffix(".\(name)") }
    if ends.count == 1, let whole = ends.first { found.append(("", String(whole.dropLast(name.count)))) }
    return found
  }
}
