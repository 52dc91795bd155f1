import AttentionReading
import ExplainerCore
import JSON

/// The attention of all layers and heads at a glance: the entry point `attention_model_view`.
struct AttentionModelViewExplainer: Explainer {
  let entryPoint = EntryPoint.attentionModelView

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let reading = try AttentionReading(call, extras: [.rollout, .headMeans, .layerMeans])
    let figure = reading.figure(
      title: "All heads at a glance, over \(reading.quotation)",
      caption:
        "Layers down, heads across: \(reading.sizeWords). Outlined heads give half of their weight or more to one "
        + "kind of token, such as the one before.",
      module: "attention_model_view",
      fallback: reading.entropyFigures + [reading.scorecardFigure(limit: 24, namedOnly: true)])
    return Explanation(
      result: reading.result, tokens: reading.tokens, figures: [figure], checks: reading.checks,
      tensors: reading.tensors, modules: [.attentionModelView])
  }
}
