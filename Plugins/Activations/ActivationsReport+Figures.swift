import ExplainerCore
import Factorization
import JSON
import Tensors

extension ActivationsReport {
  /// The factor explorer; where it cannot run, a table of the factors and the text painted by them.
  var figures: [Figure] {
    [
      Figure(
        title: "\(count(summaries.count, "factor")) of the neurons in \(layersWord) over \(quotation)",
        caption:
          "Each line is a group of neurons that fire together: how strongly they do at each token. The text has "
          + "the colour of each token's strongest factor, the fuller the nearer that factor is to its own greatest "
          + "strength.",
        details: details,
        content: .view(
          ViewFigure(module: "factor_explorer", data: explorerData, fallback: [table, painting])))
    ]
  }

  private var table: Figure {
    let labels = zip(matrix.tokens, TokenLayout(matrix.tokens, of: text).spans).enumerated().map {
      var label = Label($1.0, at: $1.1)
      label.note = note($0)
      return label
    }
    return Figure(
      title: "",
      content: .table(
        TableFigure(
          columns: [
            .init("factor", importance: 5), .init("share", importance: 4),
            .init("strength along the text", importance: 3, placeTitle: "position"),
            .init("strongest at", importance: 4),
            .init(
              "layers", importance: 1, placeTitle: "layer", firstPlace: matrix.layers.lowerBound,
              sharesScale: true),
            .init("strongest neuron", importance: 2),
          ],
          rows: summaries.enumerated().map { index, summary in
            [
              .number(Double(index + 1), .integer), .number(summary.share, .percent),
              .series(summary.weights.map { $0.map(Double.init) }, .decimal(2)),
              .tokens(distinct(summary.topTokens.map { labels[$0] }).prefix(6).map(\.self)),
              .series(summary.layerShares, .percent),
              summary.topNeurons.first.map { .label(Label("layer \($0.layer) · \($0.index)")) } ?? .empty,
            ]
          }, rowKinds: Array(summaries.indices))))
  }

  /// The text by arg-max factor, as the reference paints it: compared raw, filled by the share of the factor's greatest.
  private var painting: Figure {
    let strongest = matrix.tokens.indices.map { token in
      summaries.indices.compactMap { factor in
        summaries[factor].weights[token].map { (factor: factor, weight: $0) }
      }
      .max { $0.weight < $1.weight }
    }
    let strengths = strongest.map { one -> Double? in
      guard let one else { return nil }
      let greatest = summaries[one.factor].weights[summaries[one.factor].peak] ?? 0
      return greatest > 0 ? Double(one.weight / greatest) : 0
    }
    let running = TokensFigure.runningText(matrix.tokens, of: text)
    return Figure(
      title: "",
      content: .tokens(
        TokensFigure(
          tokens: running.labels.enumerated().map { position, label in
            Label(label.text, isToken: label.isToken, note: note(position))
          },
          gaps: running.gaps,
          series: [
            .init(
              name: "strongest factor", weights: strengths,
              kinds: zip(strongest, strengths).map { one, strength in
                strength.map { $0 > 0 } == true ? one?.factor : nil
              })
          ],
          scale: ColourScale(.magnitude, domain: 0...1, quantity: "share of the factor's greatest strength"),
          style: .percent, kindNames: summaries.indices.map { "factor \($0 + 1)" })))
  }

  private func note(_ position: Int) -> String { "position \(position), token \(matrix.tokens[position].id)" }

  /// The first of the labels with each text.
  private func distinct(_ labels: [Label]) -> [Label] {
    var seen: Set<String> = []
    return labels.filter { seen.insert($0.text).inserted }
  }

  private var layersWord: String {
    let stack = model.kind == .sequenceToSequence ? "\(matrix.stack) " : ""
    let (first, last) = (matrix.layers.lowerBound, matrix.layers.upperBound - 1)
    return first == last ? "\(stack)layer \(first)" : "\(stack)layers \(first)–\(last)"
  }

  private var quotation: String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > 48 ? "“\(words.prefix(47))…”" : "“\(words)”"
  }

  private var details: String {
    var parts = [
      "Factors are made by non-negative matrix factorisation of \(count(matrix.neurons, "neuron")) "
        + "(\(matrix.neuronsPerLayer) a layer, after the activation function, negative values cut off) over "
        + "\(count(rows.count, "token")). They leave \(percent(factors.relativeError)) of the activations unaccounted "
        + "for (‖X − WH‖ / ‖X‖) after \(count(factors.iterations, "iteration")).",
      "Factors depend on their number and on the start: another number gives other groups, not a finer picture of the "
        + "same. "
        + (isNormalized
          ? "Strengths are lengths of what a factor adds to a token's activations (--normalize), so they compare. "
          : "A factor has no scale of its own, so strengths compare within a factor, not between two. ")
        + "That neurons fire together says nothing of what they do.",
    ]
    if !excluded.isEmpty { parts.append("Left out: \(count(excluded.count, "special token")).") }
    if matrix.windowCount > 1 {
      parts.append(
        "The text was read through \(matrix.windowCount) windows that overlap by half; positions begin anew in each."
      )
    }
    return parts.joined(separator: "\n\n")
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
