package import ExplainerCore
import Tensors

extension AttentionReading {
  /// Dimensions listed.
  static let dimensionLimit = 12

  /// The pair of tokens with the greatest weight in the head shown first, special tokens, the first and pairs of one
  /// token with itself left out where there are others.
  private var strongestPair: (query: Int, key: Int) {
    let block = chosenBlock
    let pattern = block.patterns[chosenLayer].slice(chosenHead)
    var (best, any) = ((0, 0, Float(-1)), (0, 0, Float(-1)))
    for query in block.queries.tokens.indices {
      for key in block.seen(by: query, layer: chosenLayer) {
        let weight = pattern[query, key]
        if weight > any.2 { any = (query, key, weight) }
        let isPlain =
          !block.queries.tokens[query].isSpecial && !block.keys.tokens[key].isSpecial
          && !(block.source.isWithinOne && (query == key || key == 0))
        if isPlain, weight > best.2 { best = (query, key, weight) }
      }
    }
    let chosen = best.2 > 0 ? best : any
    return (chosen.0, chosen.1)
  }

  /// The dimensions that add most to the score of one pair of tokens, with the running sum; nil without vectors.
  package var dimensionsFigure: Figure? {
    let block = chosenBlock
    guard let vectors = block.vectors else { return nil }
    let (query, key) = strongestPair
    let scale = vectors.scales[chosenLayer]
    let q = vectors.queries[chosenLayer].slice(chosenHead).slice(query).values
    let k = vectors.keys[chosenLayer].slice(vectors.keyHeads[chosenHead]).slice(key).values
    let products = zip(q, k).map { $0 * $1 }
    let order = products.indices.sorted { (abs(products[$1]), $0) < (abs(products[$0]), $1) }
    var sum: Float = 0
    let rows = order.prefix(Self.dimensionLimit).map { dimension -> [TableFigure.Cell] in
      sum += products[dimension] * scale
      return [
        .label(Label("\(dimension)")), .number(Double(q[dimension]), .decimal(2)),
        .number(Double(k[dimension]), .decimal(2)), .number(Double(products[dimension] * scale), .decimal(2)),
        .number(Double(sum), .decimal(2)),
      ]
    }
    let total = Double(products.reduce(0, +) * scale)
    let added = vectors.added.map { Double($0[chosenLayer].slice(chosenHead)[query, key]) }
    let positions =
      added.map { "; where the tokens stand adds \(Self.signed($0)), which makes \(Self.signed(total + $0))" }
      ?? ""
    let weight = block.patterns[chosenLayer].slice(chosenHead)[query, key]
    return Figure(
      title:
        "Why “\(block.queries.label(query).text)” (\(query)) looks at “\(block.keys.label(key).text)” (\(key)) "
        + "in \(headName)",
      caption:
        "The \(rows.count) of \(products.count) dimensions that add or take most; all together give the score "
        + "\(Self.signed(total))\(positions), the softmax of the row makes it a weight of \(Words.percent(Double(weight))).",
      content: .table(
        TableFigure(
          columns: [
            .init("dimension", importance: 5), .init("query", importance: 3), .init("key", importance: 3),
            .init("query · key \(block.scaleWords)", importance: 5), .init("sum so far", importance: 4),
          ], rows: Array(rows))))
  }

  private static func signed(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let digits = hundredths % 100
    return "\(value < 0 && hundredths > 0 ? "−" : "")\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
  }
}
