import ExplainerCore
import JSON
import Tensors

extension AttentionBlock {
  /// How blocks are packed.
  struct Packing {
    let budget: PackingBudget
    let extras: AttentionReading.Extras
  }

  /// Rows of patterns and rollout.
  var rowCount: Int { layers.count * (heads.count + (rollout == nil ? 0 : 1)) * queries.tokens.count }

  /// Rows of the means that go with rows which are not carried whole.
  func meanRowCount(_ extras: AttentionReading.Extras) -> Int {
    let (ofHeads, ofLayers) = (headMeans != nil && heads.count > 1, hasLayerMeans(extras))
    let means =
      (ofHeads ? layers.count : 0) + (ofLayers ? heads.count : 0) + (ofHeads && ofLayers ? 1 : 0)
    return means * queries.tokens.count
  }

  private func hasLayerMeans(_ extras: AttentionReading.Extras) -> Bool {
    extras.contains(.layerMeans) && layers.count > 1
  }

  /// The block as the page's views read it, queries and keys of the layers in `vectorLayers` only.
  func json(_ packing: Packing, vectorLayers: [Bool], kept: inout KeptShares) -> JSONValue {
    let (form, hideable) = (packing.budget.form(columns: keys.tokens.count), hideable)
    // Of means and rollout something else is left out; the words are about the weights.
    var others = KeptShares()
    func rows(_ tensors: [Tensor]) -> JSONValue {
      let tensors = tensors.map { $0.rank == 2 ? $0.reshaped([1] + $0.shape) : $0 }
      return PackedTensor.rows(tensors, form, hideable: hideable, kept: &others)
    }
    var object: JSONObject = [
      "id": .string(source.kind.rawValue), "label": .string(source.label), "queries": .string(queries.key),
      "keys": .string(keys.key), "causal": .bool(source.isCausal), "layers": JSONValue(layers),
      "heads": JSONValue(heads), "head_count": .integer(source.headCount),
      "weights": PackedTensor.rows(patterns, form, hideable: hideable, norms: valueNorms, kept: &kept),
      "value_norms": PackedTensor.dense(valueNorms),
      "scores": scoreColumns,
      "score_tokens": scoreTokensJSON,
      "rollout": rollout.map(rows) ?? .null,
    ]
    if let windows = source.windowsJSON(of: layers) { object["window"] = windows }
    if source.keyHeadCount != source.headCount { object["key_heads"] = JSONValue(heads.map(source.keyHead)) }
    if let sinkShares { object["sink"] = PackedTensor.dense(sinkShares) }
    if let experts { object["experts"] = experts.json }
    // Of weights carried whole the page takes every mean itself.
    if case .greatest = form {
      let means = heads.count > 1 ? headMeans : nil
      if let means { object["mean_of_heads"] = rows(means) }
      if hasLayerMeans(packing.extras) {
        object["mean_of_layers"] = rows([AttentionMeans.over(patterns)])
        if let means { object["mean_of_all"] = rows([AttentionMeans.over(means)]) }
      }
    }
    if let vectors {
      object["query"] = PackedTensor.dense(vectors.queries, carried: vectorLayers)
      object["key"] = PackedTensor.dense(vectors.keys, carried: vectorLayers)
      object["kv_of_head"] = JSONValue(vectors.keyHeads)
      object["scale"] = JSONValue(vectors.scales)
      object["scale_words"] = .string(scaleWords)
      if let cap = source.attention.scoreCap { object["softcap"] = JSONValue(cap) }
      if let added = vectors.added { object["added"] = PackedTensor.dense(added, carried: vectorLayers) }
      if sinkShares != nil {
        object["sink_score"] = .array(layers.indices.map { JSONValue(sinkScores(layer: $0) ?? []) })
      }
    }
    return .object(object)
  }

  /// The scorecard for pages, in the least room: a list for each number, with an entry a head, layer by layer.
  private var scoreColumns: JSONValue {
    let all = scores.joined().map { $0.members.filter { !$0.0.hasSuffix("_tokens") } }
    var columns = JSONObject()
    for (index, member) in (all.first ?? []).enumerated() {
      columns[member.0] = .array(all.map { $0[index].1 })
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
