import ExplainerCore
import JSON
import LensReading

/// The ranks as result, figures and checks.
struct RankingsReport {
  let text: PredictedText
  let normed: Bool
  /// Whether each token was the best one where it was chosen.
  let isGreedy: Bool
  /// `[layers][generated tokens]`.
  let generatedRanks: [[Int]]
  let watched: [Token]
  let watchPosition: Int
  /// `[layers][watched tokens]`.
  let watchedRanks: [[Int]]

  var result: JSONObject {
    var result: JSONObject = [
      "normed": .bool(normed), "generated": text.predictionsJSON,
      "rankings": .array(generatedRanks.map { JSONValue($0) }),
    ]
    if !watched.isEmpty {
      result["watch"] = [
        "ids": JSONValue(watched.map(\.id)), "tokens": JSONValue(watched.map(\.text)),
        "position": .integer(watchPosition), "rankings": .array(watchedRanks.map { JSONValue($0) }),
      ]
    }
    return result
  }

  var figures: [Figure] {
    let word = text.kind == .masked ? "predicted" : "generated"
    let ranking = matrix(
      title: "Rank of each \(word) token, by layer", columnTitle: "\(word) token",
      columns: text.predictions.map { one in
        var label = Label(one.token)
        label.note = "position \(one.position), token \(one.token.id)"
        return label
      },
      ranks: generatedRanks,
      caption: "One column a \(word) token, one row a layer; 1 means that the layer would have chosen it. ")
    let rankings = text.predictions.isEmpty ? [] : [ranking]
    guard !watched.isEmpty else { return rankings + [text.figure] }
    let watching = matrix(
      title: "Rank of each candidate \(candidatePosition), by layer",
      columnTitle: "candidate", columns: watched.map(Label.init), ranks: watchedRanks,
      caption:
        "One column a candidate for position \(watchPosition), one row a layer; 1 is the most probable token. "
    )
    return [watching, lines] + rankings + [text.figure]
  }

  var checks: [Check] {
    // What a rule chose need not be what the model would have chosen.
    let own = zip(text.predictions, generatedRanks.last ?? []).filter { $0.0.rules.isEmpty }.map(\.1)
    guard isGreedy, let worst = own.max() else { return [] }
    return [
      Check(
        "greedy_rank_at_last_layer", value: .integer(worst), passed: worst == 1,
        meaning:
          "The worst rank the last layer gives to a token the model chose; 1 is to be expected. Tokens that rules chose are left out."
      )
    ]
  }

  private var words: LensWords { LensWords(kind: text.kind, normed: normed) }

  private var candidatePosition: String {
    (text.kind == .masked ? "" : "for the token ") + text.words(forPosition: watchPosition)
  }

  private var lines: Figure {
    Figure(
      title: "The candidates' ranks through the layers",
      caption:
        "The vertical axis is logarithmic, the most probable on top. A crossing is where the model changes its mind.",
      content: .lines(
        LinesFigure(
          horizontalTitle: "layer", places: watchedRanks.indices.map { Label("\($0)") },
          quantity: "rank (1 = most probable)",
          lines: watched.indices.map { column in
            .init(label: Label(watched[column]), values: watchedRanks.map { Double($0[column]) })
          }, style: .integer, isRank: true)))
  }

  private func matrix(
    title: String, columnTitle: String, columns: [Label], ranks: [[Int]], caption: String
  ) -> Figure {
    Figure(
      title: title, caption: caption + words.short,
      details: words.head + "\n\n" + LensWords.caution,
      content: .matrix(
        MatrixFigure(
          rowTitle: "layer", rows: ranks.indices.map { Label("\($0)") }, columnTitle: columnTitle,
          columns: columns,
          values: ranks.map { $0.map(Double.init) }, style: .integer,
          scale: ColourScale(.rank, quantity: "rank (1 = most probable)"))))
  }
}
