import Diagnostics
import ExplainerCore
import JSON
import Testing

/// Figures cross the plugin boundary as JSON: nothing is lost, and nothing malformed gets through.
struct FigureJSONTests {
  static let matrix = MatrixFigure(
    rowTitle: "layer", rows: [Label("0"), Label("1")], columnTitle: "rank",
    columns: [Label("1"), Label("2", note: "second")], values: [[0.5, nil], [0.25, 1]],
    cells: [
      [Label(" a", isToken: true, note: "token 7"), Label("b")], [Label("\n", isToken: true), Label("")],
    ],
    marked: [.init(row: 1, column: 0)], markMeaning: "the answer", style: .percent,
    scale: ColourScale(.magnitude, domain: 0...1, quantity: "probability"))

  static let all: [Figure] = [
    Figure(
      title: "strip", caption: "c", details: "d",
      content: .tokens(
        TokensFigure(
          tokens: [Label("x", isToken: true), Label("y")], series: [.init(name: "s", weights: [1, nil])],
          scale: ColourScale(.sign, quantity: "q"), style: .decimal(3), firstGenerated: 1))),
    Figure(title: "matrix", content: .matrix(matrix)),
    Figure(
      title: "table",
      content: .table(
        TableFigure(
          columns: [.init("a"), .init("b", importance: 4)],
          rows: [[.label(Label("x")), .number(0.1, .percent)], [.empty, .number(5, .integer)]]))),
    Figure(
      title: "bars",
      content: .bars(
        BarsFigure(
          bars: [.init(label: Label(" a", isToken: true), value: 0.3)], quantity: "p", maximum: 1,
          style: .percent))),
    Figure(
      title: "lines",
      content: .lines(
        LinesFigure(
          horizontalTitle: "layer", places: [Label("0"), Label("1")], quantity: "rank",
          lines: [.init(label: Label("are"), values: [3, nil])], style: .integer, isRank: true))),
    Figure(title: "text", content: .text("one\n\ntwo")),
  ]

  /// Writing a figure, its text and reading it back gives an equal figure.
  @Test(arguments: all) func roundTrip(_ figure: Figure) throws {
    let text = figure.json.text(pretty: true)
    #expect(try Figure(json: JSONValue(parsing: text)) == figure)
  }

  /// A probability that was a `Float` is written with a `Float`'s digits.
  @Test func floatDigits() throws {
    var matrix = Self.matrix
    matrix.values[0][0] = Double(Float(0.1))
    #expect(Figure(title: "t", content: .matrix(matrix)).json["values"]?[0]?[0] == .number(0.1))
  }

  /// Each malformed figure is refused with an error that names the member.
  @Test(arguments: [
    (#"[]"#, "expected an object"),
    (#"{"type":"matrix"}"#, "title: malformed figure; expected a string, found nothing"),
    (#"{"title":"t","type":"matrx"}"#, "unknown type of figure"),
    (
      #"{"title":"t","type":"text","text":3}"#,
      "text: malformed figure; expected a string, found a whole number"
    ),
    (#"{"title":"t","type":"text","text":"","caption":[]}"#, "caption: malformed figure"),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1,2]],"style":"integer","scale":{"kind":"rank"}}"#,
      "values[0]: malformed figure; expected 1 values (one per column label), found 2"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a","c"],"columns":["b"],"values":[[1]],"style":"integer","scale":{"kind":"rank"}}"#,
      "values: malformed figure; expected 2 rows"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1]],"cells":[[]],"style":"integer","scale":{"kind":"rank"}}"#,
      "cells[0]: malformed figure"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1]],"marked":[[0,1]],"style":"integer","scale":{"kind":"rank"}}"#,
      "marked[0]: malformed figure"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[["x"]],"style":"integer","scale":{"kind":"rank"}}"#,
      "values[0][0]: malformed figure; expected a finite number or null, found a string"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1]],"style":{"decimals":99},"scale":{"kind":"rank"}}"#,
      "style: malformed figure"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1]],"style":"integer","scale":{"kind":"hue"}}"#,
      "scale.kind: malformed figure"
    ),
    (
      #"{"title":"t","type":"matrix","rows":["a"],"columns":["b"],"values":[[1]],"style":"integer","scale":{"kind":"sign","domain":[2,1]}}"#,
      "scale.domain: malformed figure"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"series":[{"name":"s","weights":[1,2]}],"style":"integer","scale":{"kind":"sign"}}"#,
      "series[0].weights: malformed figure"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"first_generated":2,"style":"integer","scale":{"kind":"sign"}}"#,
      "first_generated: malformed figure"
    ),
    (#"{"title":"t","type":"table","columns":["a"],"rows":[[1]]}"#, "rows[0][0]: malformed figure"),
    (#"{"title":"t","type":"table","columns":["a"],"rows":[["b","c"]]}"#, "rows[0]: malformed figure"),
    (
      #"{"title":"t","type":"bars","bars":[{"label":"a","value":-1}],"style":"integer"}"#,
      "bars[0].value: malformed figure"
    ),
    (
      #"{"title":"t","type":"bars","bars":[{"label":"a"}],"style":"integer"}"#,
      "bars[0].value: malformed figure; expected a number, found nothing"
    ),
    (
      #"{"title":"t","type":"lines","places":["a"],"lines":[{"label":"l","values":[]}],"style":"integer"}"#,
      "lines[0].values: malformed figure; expected 1 values"
    ),
  ])
  func refusals(_ text: String, _ words: String) throws {
    let json = try JSONValue(parsing: text)
    let error = try #require(throws: ExplainerError.self) { try Figure(json: json) }
    #expect(error.code == .badData)
    #expect(error.description.contains(words), "\(error.description)")
  }
}
