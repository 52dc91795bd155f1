import AttentionReading
import ExplainerCore
import JSON

/// What each token attends to, head by head: the entry point `attention_head_view`.
struct AttentionHeadViewExplainer: Explainer {
  let entryPoint = EntryPoint.attentionHeadView

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let reading = try AttentionReading(call, extras: [.rollout, .headMeans, .experts])
    var result = reading.result
    result["head"] = reading.chosenHeadJSON
    let figure = reading.figure(
      title: "What each token of \(reading.quotation) attends to",
      caption:
        "A weight says how much of the token looked at goes into what a head makes for the token that looks; the "
        + "weights of a row sum to \(reading.rowSumWords). Shown are \(reading.sizeWords).",
      module: "attention_head_view",
      fallback: [reading.headFigure, reading.scorecardFigure(limit: 16), reading.expertsFigure].compactMap(
        \.self))
    return Explanation(
      result: result, tokens: reading.tokens, figures: [figure], checks: reading.checks,
      tensors: reading.tensors, modules: [.attentionHeadView])
  }
}
