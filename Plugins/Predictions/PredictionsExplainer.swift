import Diagnostics
import ExplainerCore
import JSON
import LensReading
import Tensors

/// What each layer would predict if it were the last: the entry point `predictions`.
struct PredictionsExplainer: Explainer {
  let entryPoint = EntryPoint.predictions

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let text = try PredictedText(
      call,
      options: GenerationOptions(
        maximumNewTokens: try call.parameters.int("generate"), beams: try call.parameters.optionalInt("beams")
      ))
    let position = try text.position(try call.parameters.optionalInt("position"), standard: .first)
    let normed = try call.parameters.bool("normed")
    let layers = try chosenLayers(call.parameters, of: text.layers)
    let topK = try call.parameters.int("topk")
    guard topK <= call.model.info.vocabularySize else {
      throw ExplainerError(
        .badParameter, "topk is \(topK)",
        expected: "at most the vocabulary's \(call.model.info.vocabularySize) tokens")
    }
    let logits = try call.model.unembed(
      try text.states(at: position, layers: layers, normed: normed), normed: normed)
    let readings = try layers.indices.map { row in
      try LayerReading(
        layer: layers[row], logits: logits.slice(row), topK: topK, answer: text.answer(at: position).id
      )
      .naming(tokensOf: call.model)
    }
    let report = PredictionsReport(text: text, position: position, normed: normed, readings: readings)
    return Explanation(
      result: report.result, tokens: text.tokens, figures: report.figures, checks: report.checks,
      tensors: [.init("logits", logits)])
  }

  /// The layer asked for, or all; negative numbers count from the last.
  private func chosenLayers(_ parameters: Parameters, of count: Int) throws(ExplainerError) -> [Int] {
    guard let layer = try parameters.optionalInt("layer") else { return Array(0..<count) }
    guard (-count..<count).contains(layer) else {
      throw ExplainerError(
        .badParameter, "the model has no layer \(layer)",
        expected: "0 to \(count - 1), or -\(count) to -1 counted from the last")
    }
    return [layer < 0 ? layer + count : layer]
  }
}
