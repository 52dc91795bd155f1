extension SiteKind {
  /// The names of all kinds in one line, alike ones together:
  /// `embeddings, layers.N.residual.pre|mid|post, …`; those in `stages` only.
  public static func names(in stages: Set<Stage>) -> String {
    var groups: [(head: String, tails: [String])] = []
    for kind in all where stages.contains(kind.stage) {
      let words = kind.part.split(separator: ".").map(String.init)
      let isInLayer = [.layer, .crossing].contains(kind.stage)
      let head = (isInLayer ? "layers.N." : "") + words[0]
      // (A name that stands by itself is no group: `embeddings`, beside `embeddings.tokens`.)
      if words.count > 1, let index = groups.firstIndex(where: { $0.head == head && !$0.tails.isEmpty }) {
        groups[index].tails += words.dropFirst()
      } else {
        groups.append((head, Array(words.dropFirst())))
      }
    }
    return groups.map { $0.tails.isEmpty ? $0.head : "\($0.head).\($0.tails.joined(separator: "|"))" }
      .joined(separator: ", ")
  }
}
