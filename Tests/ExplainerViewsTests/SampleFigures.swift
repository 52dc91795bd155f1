import ExplainerCore
import JSON

/// Documents small enough to read as snapshots, with tokens that break careless renderers.
enum SampleFigures {
  static func token(_ text: String, _ id: Int) -> Label { Label(text, isToken: true, note: "token \(id)") }

  static let lens = Figure(
    title: "Most probable tokens after “The keys”, by layer",
    caption: "Each row reads one layer with the last layer's head.",
    details: "A lens is not the model's opinion.",
    content: .matrix(
      MatrixFigure(
        rowTitle: "layer", rows: [Label("0"), Label("1"), Label("2")], columnTitle: "rank",
        columns: [Label("1"), Label("2"), Label("3")],
        values: [[0.380112, 0.0265, 0.00003], [0.915, nil, 0], [0.55, 0.12731227, 0.9999]],
        cells: [
          [token(" the", 262), token("\n", 198), token("\u{1B}[31mred", 1)],
          [token(" مرحبا", 2), token("東京", 3), token("</script>", 4)],
          [token(" are", 389), token("\"&<>'", 5), token("e\u{301}\u{202E}x", 6)],
        ], marked: [.init(row: 2, column: 0)], markMeaning: "the token predicted in the end", style: .percent,
        scale: ColourScale(.magnitude, domain: 0...1, quantity: "probability"))))

  static let ranks = Figure(
    title: "Rank of each watched token, by layer",
    content: .matrix(
      MatrixFigure(
        rowTitle: "layer", rows: [Label("0"), Label("1"), Label("2")], columnTitle: "token",
        columns: [token(" is", 318), token(" are", 389)], values: [[19, 5402], [9, 24], [12, 1]],
        style: .integer,
        scale: ColourScale(.rank, quantity: "rank (1 = most probable)"))))

  static let lines = Figure(
    title: "Rank of each watched token, by layer", caption: "Higher is nearer to rank 1.",
    content: .lines(
      LinesFigure(
        horizontalTitle: "layer", places: [Label("0"), Label("1"), Label("2")], quantity: "rank",
        lines: [
          .init(label: token(" is", 318), values: [19, 9, 12]),
          .init(label: token(" are", 389), values: [5402, nil, 1]),
        ], style: .integer, isRank: true)))

  static let bars = Figure(
    title: "Most probable tokens",
    content: .bars(
      BarsFigure(
        bars: [
          .init(label: token(" London", 1), value: 0.127), .init(label: token(" Leeds", 2), value: 0.0151),
        ],
        quantity: "probability", style: .percent)))

  static let table = Figure(
    title: "Numbers",
    content: .table(
      TableFigure(
        columns: [
          .init("token", importance: 3), .init("logit", importance: 2), .init("a long remark", importance: 1),
        ],
        rows: [
          [.label(token(" London", 1)), .number(-31.25, .decimal(2)), .label(Label("the last layer only"))],
          [.label(token(" Leeds", 2)), .empty, .empty],
        ])))

  static let strip = Figure(
    title: "Text",
    content: .tokens(
      TokensFigure(
        tokens: [
          token(" Heath", 1), token("row", 2), token(" is", 3), token("\n", 4), token(" in", 5),
          token("⟨e2 80⟩", 6),
        ],
        series: [
          .init(name: "surprise", weights: [nil, 3.1, 0, 1.2, -0.4, 8]),
          .init(name: "other", weights: [1, 1, 1, 1, 1, nil]),
        ], scale: ColourScale(.sign, quantity: "bits"), style: .decimal(1), firstGenerated: 4)))

  static let text = Figure(title: "What this does not show", content: .text("One & two.\n\nThree <b>."))

  static let factors = Figure(
    title: "The 3 factors",
    content: .table(
      TableFigure(
        columns: [
          .init("factor", importance: 9), .init("share", importance: 4),
          .init("over the text", importance: 6, placeTitle: "position"),
          .init("top tokens", importance: 5),
          .init("layers", importance: 3, placeTitle: "layer", firstPlace: 1, sharesScale: true),
        ],
        rows: [
          [
            .number(1, .integer), .number(0.612, .percent), .series([0, 0.2, nil, 0.9, 0.4], .decimal(2)),
            .tokens([token("qualities", 1), token("東京", 2), token(" مرحبا", 3), token("\u{1B}[0m</td>", 4)]),
            .series([0.5, 0.25], .percent),
          ],
          [
            .number(2, .integer), .number(0.3, .percent),
            .series((0..<70).map { $0 == 61 ? 3 : Double($0 % 4) / 4 }, .decimal(2)),
            .tokens([token("of", 5)]),
            .series([0.1, 1], .percent),
          ],
          [.number(17, .integer), .empty, .series([nil, nil], .decimal(2)), .tokens([]), .empty],
        ], rowKinds: [0, 1, 16])))

  static let painted = Figure(
    title: "The text, each token painted by its strongest factor", caption: "Paler is weaker.",
    content: .tokens(
      TokensFigure(
        tokens: ["[CLS]", "end", "owed", "with", "qual", "ities", ",", "東京", "مرحبا", "</b>"].map {
          token($0, 9)
        },
        gaps: ["", "", "", " ", "\n", "", "", "\n\n", " \u{FFFD} ", " "],
        series: [
          .init(
            name: "strongest factor", weights: [0.4, 1, 0.9, 0.1, 0.5, 0.5, nil, 0.7, 0.34, 0],
            kinds: [0, 1, 1, 0, 16, 2, 2, 1, nil, 0])
        ], scale: ColourScale(.magnitude, domain: 0...1, quantity: "share of the factor's peak"),
        style: .percent,
        kindNames: ["factor 1", "factor 2", "verbs"])))

  static let view = Figure(
    title: "Factors of the neurons", caption: "Factors depend on their number.",
    content: .view(ViewFigure(module: "factor_explorer", data: ["k": 3], fallback: [factors, painted])))

  static let all = [lens, ranks, lines, bars, table, strip, text, view]

  static let checks = [
    Check(
      "probability_sum_error", value: .number(2.4e-7), passed: true, meaning: "How far rows miss a sum of 1."),
    Check("converged", value: .bool(false), passed: false, meaning: "Whether the factorisation converged."),
  ]

  static func document(_ figures: [Figure] = all, text: String = "The keys") -> ExplanationDocument {
    ExplanationDocument(
      entryPoint: "lm_layers_explainer/predictions", plugin: PluginProvenance(name: "lm", version: "1"),
      model: ModelInfo(
        id: "tiny", family: "gpt2", kind: .causal, dtype: "F32", layers: 3, heads: 2, hiddenSize: 8,
        feedForwardSize: 32, vocabularySize: 64, contextLength: 16),
      texts: [text], parameters: ["topk": 3],
      explanation: Explanation(result: ["position": 2], figures: figures, checks: checks))
  }
}
