import ExplainerCore
import Tensors

extension Pass {
  /// Attention of each text's queries to what it looks at, `[R, H·d]` → `[R, H·d]`: the scores of one head of one text
  /// at a time are held, unless they are asked for.
  ///
  /// - Parameters:
  ///   - source: the keys and values of this pass's own rows, or of the encoder's; nil where the caches have them.
  ///   - positions: what queries and keys meet beside each other; nil for nothing.
  mutating func attend(
    _ part: AttentionPart, _ queries: HeadRows, to source: (keys: HeadRows, values: HeadRows)?,
    positions: DisentangledPositions? = nil
  ) -> Flow {
    let sites = part.sites
    let (keepsScores, keepsPattern) = (captures(sites.scores), captures(sites.pattern))
    let edits = AttentionEdits(
      scores: plan.edits[sites.scores] ?? [], pattern: plan.edits[sites.pattern] ?? [])
    var mixed: [Tensor] = []
    var looks: [AttentionStep.Look] = []
    // (A text that is not continued any more has no rows.)
    for (index, text) in layout.texts.enumerated() where !text.rows.isEmpty {
      guard let seen = seen(by: index, part, source) else { continue }
      let look = AttentionStep.Look(
        queries: queries.rows.rows(text.rows), keys: seen.keys, values: seen.values,
        mask: part.isCausal ? .causal(start: text.start) : .none, positions: positions)
      let result = part.attend(
        queries: look.queries, keys: look.keys, values: look.values, mask: look.mask, positions: positions,
        keepsScores: keepsScores, keepsPattern: keepsPattern,
        onScores: edits.changing(edits.scores, of: index, start: text.start),
        onPattern: edits.changing(edits.pattern, of: index, start: text.start))
      mixed.append(result.weightedValues)
      if let scores = result.scores { keep(scores, of: index, at: sites.scores) }
      if let pattern = result.pattern { keep(pattern, of: index, at: sites.pattern) }
      if tape != nil { looks.append(look) }
    }
    if awaits(sites.scores) { settle(sites.scores) }
    if awaits(sites.pattern) { settle(sites.pattern) }
    let node = record(part, queries, source, looks, edits)
    return Flow(mixed.count == 1 ? mixed[0] : Tensor.joiningRows(mixed), node: node)
  }

  private mutating func record(
    _ part: AttentionPart, _ queries: HeadRows, _ source: (keys: HeadRows, values: HeadRows)?,
    _ looks: [AttentionStep.Look], _ edits: AttentionEdits
  ) -> Tape.Node? {
    guard tape != nil else { return nil }
    let asked = [part.sites.scores, part.sites.pattern].map { plan.gradients.contains($0) ? $0 : nil }
    let nodes = AttentionStep.Nodes(
      queries: queries.node, keys: source?.keys.node, values: source?.values.node)
    guard !nodes.areNone || asked.contains(where: { $0 != nil }) else { return nil }
    return tape?.push(
      AttentionStep(
        attend: part.attend, looks: looks, nodes: nodes, edits: edits, scores: asked[0], pattern: asked[1]))
  }

  /// The keys and values that text `index` looks at: those of this pass, and what its cache has.
  private func seen(
    by index: Int, _ part: AttentionPart, _ source: (keys: HeadRows, values: HeadRows)?
  ) -> (keys: MatrixView, values: MatrixView)? {
    let cache = index < caches.count ? caches[index] : nil
    guard let source else { return cache?.layers[part.layer].encoder }
    let rows = (part.looksAtEncoder ? encoderLayout : layout).texts[index].rows
    let own = (keys: source.keys.rows.rows(rows), values: source.values.rows.rows(rows))
    guard let cache else { return own }
    if part.looksAtEncoder { cache.layers[part.layer].encoder = own }
    return part.isCausal ? cache.append(keys: own.keys, values: own.values, to: part.layer) : own
  }
}
