import Diagnostics
import ExplainerCore
import JSON
import LensReading
import Tensors

/// The rank every layer gives to the tokens the model went on with, and to tokens to watch: the entry point `rankings`.
struct RankingsExplainer: Explainer {
  let entryPoint = EntryPoint.rankings

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let parameters = call.parameters
    let options = try options(parameters)
    let text = try PredictedText(call, options: options)
    let normed = try parameters.bool("normed")
    let watching = try WatchedTokens(parameters.list("watch"), model: call.model)
    let watched = watching.tokens
    let watchPosition = try text.position(
      try parameters.optionalInt("position"), standard: .last)
    if text.kind != .masked, watchPosition > 0 {
      for hint in try watching.hints(behind: text.tokens[watchPosition - 1], model: call.model) {
        call.reporter.log(.warning, hint)
      }
    }
    let layers = Array(0..<text.layers)

    // One position at a time: all of them together would hold layers × positions × vocabulary scores.
    var generatedRanks = layers.map { _ in [Int]() }
    var watchedRanks = layers.map { _ in [Int]() }
    let predicted = text.predictions.map(\.position)
    let positions = Set(predicted).union(watched.isEmpty ? [] : [watchPosition]).sorted()
    for (index, position) in positions.enumerated() {
      let logits = try call.model.unembed(
        try text.states(at: position, layers: layers, normed: normed), normed: normed)
      for layer in layers {
        let scores = logits.slice(layer)
        if predicted.contains(position) {
          generatedRanks[layer].append(try scores.rank(ofToken: text.answer(at: position).id))
        }
        if position == watchPosition {
          watchedRanks[layer] = try watched.map { try scores.rank(ofToken: $0.id) }
        }
      }
      call.reporter.progress(
        Double(index + 1) / Double(positions.count), "ranking position \(position)")
    }
    let report = RankingsReport(
      text: text, normed: normed, isGreedy: !options.samples && (options.beams ?? 1) == 1,
      generatedRanks: generatedRanks,
      watched: watched,
      watchPosition: watchPosition, watchedRanks: watchedRanks)
    return Explanation(
      result: report.result, tokens: text.tokens, figures: report.figures, checks: report.checks,
      tensors: [.init("rankings", Self.tensor(generatedRanks))]
        + (watched.isEmpty ? [] : [.init("watch", Self.tensor(watchedRanks))]))
  }

  private func options(_ parameters: Parameters) throws(ExplainerError) -> GenerationOptions {
    GenerationOptions(
      maximumNewTokens: try parameters.int("generate"), samples: try parameters.bool("do_sample"),
      temperature: try parameters.double("temperature"), topK: try parameters.int("top_k"),
      topP: try parameters.double("top_p"), seed: try parameters.int("seed"),
      beams: try parameters.optionalInt("beams"))
  }

  private static func tensor(_ ranks: [[Int]]) -> Tensor {
    Tensor(shape: [ranks.count, ranks.first?.count ?? 0], values: ranks.flatMap { $0.map(Float.init) })
  }
}
