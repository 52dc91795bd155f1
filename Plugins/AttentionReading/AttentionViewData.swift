import ExplainerCore
package import JSON
import Tensors

/// What the page's views draw, packed; the page's `attention_tensors.js` says how.
package struct AttentionViewData: Sendable {
  /// The data.
  package let json: JSONValue
  /// What the data leave out of long texts, in sentences; empty where they carry everything.
  package let packingWords: String

  /// Packs a reading; numbers of patterns are to take not much more than `byteLimit` bytes, queries and keys no more than
  /// `vectorLimit`, but for one layer.
  package init(
    _ reading: AttentionReading, byteLimit: Int = PackingBudget.byteLimit,
    vectorLimit: Int = CarriedVectors.byteLimit
  ) {
    let blocks = reading.variants.flatMap(\.blocks)
    let budget = PackingBudget(
      rows: blocks.reduce(0) { $0 + $1.rowCount },
      means: blocks.reduce(0) { $0 + $1.meanRowCount(reading.extras) }, byteLimit: byteLimit)
    let vectors = CarriedVectors(reading, byteLimit: vectorLimit)
    let packing = AttentionBlock.Packing(budget: budget, extras: reading.extras)
    var kept = KeptShares()
    var (block, variants) = (0, [JSONValue]())
    for variant in reading.variants {
      var entries: [JSONValue] = []
      for entry in variant.entries {
        switch entry {
        case .block(let one):
          entries.append(one.json(packing, vectorLayers: vectors.layers[block], kept: &kept))
          block += 1
        case .same(let kind, let variant):
          entries.append(["id": .string(kind.rawValue), "same_as": .string(variant)])
        }
      }
      variants.append(
        ["id": .string(variant.id), "label": .string(variant.label), "blocks": .array(entries)])
    }
    var sequences = JSONObject()
    for sequence in reading.text.sequences { sequences[sequence.key] = sequence.json }
    let (text, selection) = (reading.text, reading.selection)
    json = [
      "version": 2, "sequences": .object(sequences),
      "second_start": text.secondStart.map { .integer($0) } ?? .null, "variants": .array(variants),
      "block": .string(selection.kind.rawValue), "layer": .integer(selection.layer),
      "head": .integer(selection.head), "heads": selection.chosenHeads.map { JSONValue($0) } ?? .null,
    ]
    packingWords = [
      kept.rows == 0 ? "" : Self.words(kept, budget, hasMeans: reading.extras.contains(.headMeans)),
      vectors.words,
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func words(_ kept: KeptShares, _ budget: PackingBudget, hasMeans: Bool) -> String {
    "For so many tokens the page carries the \(budget.count) greatest weights of each row and the sums of the others: "
      + "those hold \(Words.percent(kept.mean)) of a row's weight on average, \(Words.percent(kept.least)) at least. "
      + (hasMeans ? "Means over all heads, the scorecard, " : "The scorecard ")
      + "and what a token receives in all were computed from every weight; what the page adds up itself from weights it "
      + "does not have all of is given as bounds, such as ≥ 0.01. "
      + "Fewer layers (--include-layers) leave room for more of each."
  }
}
