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

  static let all = [lens, ranks, lines, bars, table, strip, text]

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
