package import ExplainerCore
import Tensors

extension AttentionReading {
  /// From this many tokens on a heat map gives way to a table.
  static let heatMapLimit = 40
  /// Rows of a table at most.
  static let rowLimit = 100

  /// The head shown first: as a heat map, or for many tokens as a table of the keys each attends to most.
  package var headFigure: Figure {
    let block = chosenBlock
    let longest = max(block.queries.tokens.count, block.keys.tokens.count)
    return longest > Self.heatMapLimit ? attendedFigure : heatMap
  }

  /// The name of the head shown first.
  package var headName: String {
    let stack = chosenBlock.source.kind == .only ? "" : "\(chosenBlock.source.label), "
    return "\(stack)layer \(selection.layer), \(chosenBlock.source.headName(selection.head))"
  }

  /// What of each row of the head shown first goes to its sink, `[Q]`; nil without one.
  private var sinks: Tensor? { chosenBlock.sinkShares?[chosenLayer].slice(chosenHead) }

  private var heatMap: Figure {
    let (block, sinks) = (chosenBlock, sinks?.values)
    let pattern = block.patterns[chosenLayer].slice(chosenHead)
    return Figure(
      title: "Weights of \(headName)", caption: reachWords,
      content: .matrix(
        MatrixFigure(
          rowTitle: "token that looks", rows: block.queries.tokens.indices.map(block.queries.label),
          columnTitle: "token looked at",
          columns: block.keys.tokens.indices.map(block.keys.label) + (sinks == nil ? [] : [Label("sink")]),
          values: block.queries.tokens.indices.map { query in
            let seen = block.seen(by: query, layer: chosenLayer)
            return block.keys.tokens.indices.map { seen.contains($0) ? Double(pattern[query, $0]) : nil }
              + (sinks.map { [Double($0[query])] } ?? [])
          },
          style: .decimal(2), scale: ColourScale(.magnitude, domain: 0...1, quantity: "attention weight"))))
  }

  private var attendedFigure: Figure {
    let block = chosenBlock
    let pattern = block.patterns[chosenLayer].slice(chosenHead)
    let count = block.queries.tokens.count
    let rows = (0..<min(count, Self.rowLimit)).map { query -> [TableFigure.Cell] in
      let strongest = pattern.slice(query).indicesOfGreatest(5).filter { pattern[query, $0] > 0 }
      let sink = sinks.map { [TableFigure.Cell.number(Double($0[flat: query]), .decimal(2))] } ?? []
      return [
        .number(Double(query), .integer), .label(block.queries.label(query)),
        .number(Double(strongest.first.map { pattern[query, $0] } ?? 0), .decimal(2)),
        .tokens(
          strongest.map { key in
            var label = block.keys.label(key)
            label.note += ", weight \(Self.decimal(pattern[query, key]))"
            return label
          }),
      ] + sink
    }
    let cut = rows.count < count ? "The first \(rows.count) of \(count) tokens." : ""
    return Figure(
      title: "What each token attends to most in \(headName)",
      caption: reachWords, details: cut,
      content: .table(
        TableFigure(
          columns: [
            .init("position", importance: 2), .init("token", importance: 5),
            .init("greatest weight", importance: 3), .init("attends to, strongest first", importance: 4),
          ] + (sinks == nil ? [] : [.init("sink", importance: 3)]), rows: rows)))
  }

  /// The heads that stand out most, with what they do.
  ///
  /// - Parameters:
  ///   - limit: rows at most.
  ///   - namedOnly: whether heads without a name are left out.
  package func scorecardFigure(limit: Int, namedOnly: Bool = false) -> Figure {
    let all = blocks.flatMap { block in
      zip(block.layers, block.scores).flatMap { layer, row in
        zip(block.heads, row).map { (block: block, layer: layer, head: $0, scores: $1) }
      }
    }
    let candidates = namedOnly ? all.filter { !$0.scores.names.isEmpty } : all
    let shown = candidates.sorted { $0.scores.greatestShare > $1.scores.greatestShare }.prefix(limit)
    // Columns that no head has a number for are left out.
    let titles = (all.first?.scores ?? HeadScores()).shares.map(\.title)
    let columns = titles.indices.filter { index in all.contains { $0.scores.shares[index].value != nil } }
    func cell(_ value: Double?, _ style: NumberStyle) -> TableFigure.Cell {
      value.map { .number($0, style) } ?? .empty
    }
    let hasStacks = blocks.count > 1 || model.kind == .sequenceToSequence
    let rows = shown.map { one -> [TableFigure.Cell] in
      let name = "\(one.layer).\(one.head)"
      return [
        .label(Label(hasStacks ? "\(one.block.source.kind.rawValue) \(name)" : name)),
        // A list, which is cut short before a column with the shares behind the names has to go.
        .tokens(one.scores.names.map { Label(Self.shortName($0)) }),
        cell(one.scores.entropy, .decimal(2)), cell(one.scores.distance, .decimal(1)),
      ] + columns.map { cell(one.scores.shares[$0].value, .percent) }
    }
    // Where there is no room for all of them, those stay that say why a head is called so or stands out.
    let named = Set(shown.flatMap(\.scores.namedIndices))
    let greatest = Set(shown.compactMap(\.scores.greatestIndex))
    func importance(_ index: Int) -> Int {
      named.contains(index) ? 7 : greatest.contains(index) ? 6 : [4, 2, 3, 4, 3, 2, 2, 1, 5][index]
    }
    let title =
      namedOnly
      ? (rows.isEmpty
        ? "No head gives half of its weight to one kind of token"
        : "Heads that give half of their weight or more to one kind of token")
      : "The heads that stand out most"
    return Figure(
      title: shown.count < candidates.count ? "\(title): \(shown.count) of \(candidates.count)" : title,
      caption: rows.isEmpty ? "" : scoreTokenWords,
      content: rows.isEmpty
        ? .text(
          "Among \(Words.count(all.count, "head")) none gives 50 % of its weight or more to the token before, behind, "
            + "itself, the first, separators, the same token or the one behind an earlier occurrence of it.")
        : .table(
          TableFigure(
            columns: [
              .init("layer.head", importance: 9), .init("what it looks at", importance: 8),
              .init("entropy", importance: 5), .init("distance", importance: 1),
            ] + columns.map { .init(titles[$0], importance: importance($0)) },
            rows: Array(rows))))
  }

  /// Entropy of every head, one map of layers and heads for each kind of attention.
  package var entropyFigures: [Figure] {
    blocks.map { block in
      Figure(
        title: "Entropy of every head" + (block.source.kind == .only ? "" : ", \(block.source.label)"),
        content: .matrix(
          MatrixFigure(
            rowTitle: "layer", rows: block.layers.map { Label("\($0)") }, columnTitle: "head",
            columns: block.heads.map { Label("\($0)") },
            values: block.scores.map { row in row.map(\.entropy) },
            marked: block.scores.enumerated().flatMap { row, heads in
              heads.enumerated().filter { !$0.element.names.isEmpty }.map {
                MatrixFigure.Cell(row: row, column: $0.offset)
              }
            },
            markMeaning: "gives half of its weight or more to one kind of token", style: .decimal(2),
            scale: ColourScale(
              .magnitude, domain: 0...1, quantity: "entropy (0 one token, 1 all alike)"))))
    }
  }

  private static func shortName(_ name: String) -> String {
    name.hasSuffix(" head") ? String(name.dropLast(5)) : name
  }

  static func decimal(_ value: Float) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
