import ExplainerCore
package import JSON
import Tensors

/// What the page's views draw, packed: `Docs/views.md` says what the members mean.
package struct AttentionViewData: Sendable {
  /// The data.
  package let json: JSONValue
  /// What the data leave out of long texts, in sentences; empty where they carry everything.
  package let packingWords: String

  /// Packs a reading; numbers of patterns are to take not much more than `byteLimit` bytes.
  package init(_ reading: AttentionReading, byteLimit: Int = PackingBudget.byteLimit) {
    let rows = reading.variants.flatMap(\.blocks).reduce(0) { $0 + $1.rowCount }
    let budget = PackingBudget(rows: rows, byteLimit: byteLimit)
    var kept = KeptShares()
    var sequences = JSONObject()
    for sequence in reading.text.sequences { sequences[sequence.key] = sequence.json }
    let (text, selection) = (reading.text, reading.selection)
    json = [
      "version": 1, "sequences": .object(sequences),
      "second_start": text.secondStart.map { .integer($0) } ?? .null,
      "variants": .array(reading.variants.map { $0.json(budget, kept: &kept) }),
      "block": .string(selection.kind.rawValue), "layer": .integer(selection.layer),
      "head": .integer(selection.head), "heads": selection.chosenHeads.map { JSONValue($0) } ?? .null,
    ]
    packingWords =
      kept.rows == 0
      ? ""
      : "For so many tokens the page carries the \(budget.count) greatest weights of each row and the sum of the others: "
        + "those hold \(Words.percent(kept.mean)) of a row's weight on average, \(Words.percent(kept.least)) at least. "
        + "Fewer layers (--include-layers) leave room for more of each."
  }
}

extension AttentionBlock {
  /// Rows of patterns and rollout.
  var rowCount: Int { layers.count * (heads.count + (rollout == nil ? 0 : 1)) * queries.tokens.count }

  func json(_ budget: PackingBudget, kept: inout KeptShares) -> JSONValue {
    let form = budget.form(columns: keys.tokens.count)
    var rolloutKept = KeptShares()
    var object: JSONObject = [
      "id": .string(source.kind.rawValue), "label": .string(source.label), "queries": .string(queries.key),
      "keys": .string(keys.key), "causal": .bool(source.isCausal), "layers": JSONValue(layers),
      "heads": JSONValue(heads), "head_count": .integer(source.headCount),
      "weights": PackedTensor.rows(patterns, form, kept: &kept),
      "value_norms": PackedTensor.dense(valueNorms),
      "scores": scoreColumns,
      "rollout": rollout.map {
        PackedTensor.rows($0.map { $0.reshaped([1] + $0.shape) }, form, kept: &rolloutKept)
      } ?? .null,
    ]
    if let vectors {
      object["query"] = PackedTensor.dense(vectors.queries)
      object["key"] = PackedTensor.dense(vectors.keys)
      object["kv_of_head"] = JSONValue(vectors.keyHeads)
      object["scale"] = JSONValue(vectors.scales)
      object["scale_words"] = .string(scaleWords)
    }
    return .object(object)
  }

  /// The scorecard for pages, in the least room: a list for each number, with an entry a head, layer by layer.
  private var scoreColumns: JSONValue {
    let all = scores.joined().map { $0.members }
    var columns = JSONObject()
    for (place, member) in (all.first ?? []).enumerated() {
      columns[member.0] = .array(all.map { $0[place].1 })
    }
    return .object(columns)
  }

  /// One object a head, layer by layer.
  var scorecard: JSONValue {
    .array(
      zip(layers, scores).flatMap { layer, row in
        zip(heads, row).map { head, scores in
          .object(
            JSONObject([("layer", .integer(layer)), ("head", .integer(head))] + scores.members))
        }
      })
  }

  /// What scores are multiplied with, in words, such as `÷ √64`.
  package var scaleWords: String {
    guard let vectors, let scale = vectors.scales.first, let size = vectors.queries.first?.shape.last else {
      return ""
    }
    guard vectors.scales.allSatisfy({ $0 == scale }) else { return "× a number of each layer's own" }
    if scale == 1 { return "not scaled" }
    let root = Float(size).squareRoot()
    return abs(scale * root - 1) < 1e-6 ? "÷ √\(size)" : "× \(scale)"
  }
}

extension AttentionVariant {
  func json(_ budget: PackingBudget, kept: inout KeptShares) -> JSONValue {
    [
      "id": .string(id), "label": .string(label),
      "blocks": .array(
        entries.map { entry in
          switch entry {
          case .block(let block): block.json(budget, kept: &kept)
          case .same(let kind, let variant):
            ["id": .string(kind.rawValue), "same_as": .string(variant)]
          }
        }),
    ]
  }
}
