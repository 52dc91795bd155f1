import AttentionReading
import ExplainerCore
import JSON

/// Why one token attends to another, dimension by dimension: the entry point `attention_neuron_view`.
struct AttentionNeuronViewExplainer: Explainer {
  let entryPoint = EntryPoint.attentionNeuronView

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let reading = try AttentionReading(call, extras: .vectors)
    var result = reading.result
    result["head"] = reading.chosenHeadJSON
    result["score_scale"] = scales(of: reading)
    let figure = reading.figure(
      title: "From query and key to attention, over \(reading.quotation)",
      caption:
        "Query × key, dimension by dimension, sums to a score (\(reading.chosenBlock.scaleWords)); the softmax of a "
        + "token's scores are its weights. Blue adds to the score, orange takes from it.",
      module: "attention_neuron_view",
      fallback: [reading.headFigure] + (reading.dimensionsFigure.map { [$0] } ?? []))
    return Explanation(
      result: result, tokens: reading.tokens, figures: [figure], checks: reading.checks,
      tensors: reading.tensors, modules: [.attentionNeuronView])
  }

  /// One number a layer; with two stacks an object of such lists.
  private func scales(of reading: AttentionReading) -> JSONValue {
    let lists = reading.blocks.map { ($0.source.kind.rawValue, JSONValue($0.vectors?.scales ?? [])) }
    return reading.model.kind == .sequenceToSequence ? .object(JSONObject(lists)) : lists[0].1
  }
}
