import ExplainerCore
import JSON
import LensReading

/// The readings of all layers as result, figures and checks.
struct PredictionsReport {
  let text: PredictedText
  let position: Int
  let normed: Bool
  let readings: [LayerReading]

  private var answer: Token { text.answer(at: position) }
  private var words: LensWords { LensWords(kind: text.kind, normed: normed) }
  private var layersWord: String { readings.count == 1 ? "layer \(readings[0].layer)" : "each layer" }

  var result: JSONObject {
    [
      "position": .integer(position), "normed": .bool(normed),
      "answer": ["id": .integer(answer.id), "token": .string(answer.text)],
      "layers": .array(
        readings.map { reading in
          [
            "layer": .integer(reading.layer), "answer_rank": .integer(reading.answerRank),
            "tokens": .array(
              reading.candidates.enumerated().map { index, candidate in
                [
                  "rank": .integer(index + 1), "id": .integer(candidate.id),
                  "token": .string(candidate.token.text),
                  "probability": JSONValue(candidate.probability), "logit": JSONValue(candidate.logit),
                ]
              }),
          ]
        }),
      "generated": text.predictionsJSON,
    ]
  }

  var figures: [Figure] {
    let lens = readings.count == 1 ? singleLayerFigure(readings[0]) : layersFigure
    return [lens] + (readings.count > 1 ? [answerFigure] : []) + [text.figure]
  }

  var checks: [Check] {
    var checks = [
      Check(
        "probability_sum_error", value: .number(readings.map(\.sumError).max() ?? 0),
        passed: readings.allSatisfy { $0.sumError < 1e-4 },
        meaning:
          "How far the probabilities of a layer are from a sum of 1, at most; below 0.0001 is rounding.")
    ]
    if let last = readings.last, last.layer == text.layers - 1, let given = text.probability(at: position) {
      let read = last.candidates.first { $0.id == answer.id }?.probability
      if let read {
        checks.append(
          Check(
            "last_layer_error", value: .number(Double(abs(read - given))), passed: abs(read - given) < 1e-4,
            meaning:
              "How far the last layer's probability of the predicted token is from the model's own output."))
      }
    }
    return checks
  }

  private var title: String {
    "What \(layersWord) predicts \(text.words(forPosition: position))"
  }

  private var details: String {
    words.head + "\n\n" + LensWords.caution
      + "\n\nPercentages are shares of the whole vocabulary at temperature 1."
  }

  private var layersFigure: Figure {
    let columns = readings.map(\.candidates.count).max() ?? 0
    let marked = readings.enumerated().flatMap { row, reading in
      reading.candidates.enumerated().filter { $0.element.id == answer.id }
        .map { MatrixFigure.Cell(row: row, column: $0.offset) }
    }
    return Figure(
      title: title,
      caption: "One row a layer, the most probable token on the left. \(words.short)"
        + text.ruleWords(at: position),
      details: details,
      content: .matrix(
        MatrixFigure(
          rowTitle: "layer", rows: readings.map { Label("\($0.layer)") }, columnTitle: "rank",
          columns: (1...max(columns, 1)).map { Label("\($0)") },
          values: readings.map { reading in reading.candidates.map { Double($0.probability) } },
          cells: readings.map { reading in reading.candidates.map { Label($0.token) } }, marked: marked,
          markMeaning: text.kind == .masked
            ? "what the model puts there" : "the token at position \(position)", style: .percent,
          scale: ColourScale(.magnitude, quantity: "probability"))))
  }

  private var answerFigure: Figure {
    Figure(
      title: "Rank of “\(answer.display)” at each layer",
      caption: "1 is the most probable token; the vertical axis is logarithmic. "
        + "Where the line reaches 1 and stays, the layers agree with the answer.",
      content: .lines(
        LinesFigure(
          horizontalTitle: "layer", places: readings.map { Label("\($0.layer)") },
          quantity: "rank (1 = most probable)",
          lines: [.init(label: Label(answer), values: readings.map { Double($0.answerRank) })],
          style: .integer,
          isRank: true)))
  }

  private func singleLayerFigure(_ reading: LayerReading) -> Figure {
    Figure(
      title: title,
      caption: "The \(reading.candidates.count) most probable tokens with their probabilities. "
        + "The token at position \(position), “\(answer.display)”, has rank \(reading.answerRank)."
        + text.ruleWords(at: position),
      details: details,
      content: .bars(
        BarsFigure(
          bars: reading.candidates.map { .init(label: Label($0.token), value: Double($0.probability)) },
          quantity: "probability", style: .percent)))
  }
}
