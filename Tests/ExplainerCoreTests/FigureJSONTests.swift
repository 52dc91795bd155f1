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

  static let factors = TableFigure(
    columns: [
      .init("factor"), .init("over the text", placeTitle: "position"), .init("top", importance: 2),
      .init("layers", placeTitle: "layer", firstPlace: 3, sharesScale: true),
    ],
    rows: [
      [
        .number(1, .integer), .series([0, nil, 0.75], .decimal(2)),
        .tokens([Label(" a", isToken: true), Label("b")]),
        .series([], .percent),
      ],
      [.number(2, .integer), .series([1], .percent), .tokens([]), .empty],
    ], rowKinds: [4, nil])

  static let painted = TokensFigure(
    tokens: [Label("end", isToken: true), Label("owed", isToken: true)], gaps: ["", "\n"],
    series: [.init(name: "s", weights: [1, nil], kinds: [20, nil]), .init(name: "t", weights: [0, 1])],
    scale: ColourScale(.magnitude, quantity: "q"), kindNames: ["one"])

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
    Figure(title: "factors", content: .table(factors)),
    Figure(title: "painted", content: .tokens(painted)),
    Figure(
      title: "view",
      content: .view(
        ViewFigure(
          module: "factor_explorer", data: ["k": 8, "names": [.null, "a"]],
          fallback: [
            Figure(title: "", content: .table(factors)), Figure(title: "p", content: .tokens(painted)),
          ]))),
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
    (
      #"{"title":"t","type":"table","columns":["a"],"rows":[[{"series":[1,"x"]}]]}"#,
      "rows[0][0].series[1]: malformed figure; expected a finite number or null, found a string"
    ),
    (
      #"{"title":"t","type":"table","columns":["a"],"rows":[[{"series":[1],"style":"hex"}]]}"#,
      "rows[0][0].style: malformed figure"
    ),
    (
      #"{"title":"t","type":"table","columns":["a"],"rows":[[{"tokens":[1]}]]}"#,
      "rows[0][0].tokens[0]: malformed figure"
    ),
    (
      #"{"title":"t","type":"table","columns":["a"],"rows":[["b"]],"row_kinds":[0,1]}"#,
      "row_kinds: malformed figure; expected 1 kinds (one per row), found 2"
    ),
    (
      #"{"title":"t","type":"table","columns":["a"],"rows":[["b"]],"row_kinds":[-1]}"#,
      "row_kinds[0]: malformed figure; expected 0…999999, found -1"
    ),
    (
      #"{"title":"t","type":"table","columns":[{"title":"a","first_place":9223372036854775807}],"rows":[]}"#,
      "columns[0].first_place: malformed figure"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"gaps":[],"style":"integer","scale":{"kind":"sign"}}"#,
      "gaps: malformed figure; expected 1 gaps (one per token), found 0"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"gaps":[3],"style":"integer","scale":{"kind":"sign"}}"#,
      "gaps[0]: malformed figure; expected a string, found a whole number"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"series":[{"name":"s","weights":[1],"kinds":[]}],"style":"integer","scale":{"kind":"magnitude"}}"#,
      "series[0].kinds: malformed figure; expected 1 kinds (one per token), found 0"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"series":[{"name":"s","weights":[1],"kinds":[0.5]}],"style":"integer","scale":{"kind":"magnitude"}}"#,
      "series[0].kinds[0]: malformed figure; expected a whole number or null, found a number"
    ),
    (
      #"{"title":"t","type":"tokens","tokens":["a"],"series":[{"name":"s","weights":[1],"kinds":[0]}],"style":"integer","scale":{"kind":"sign"}}"#,
      #"scale.kind: malformed figure; expected "magnitude", because series[0] has kinds, found "sign""#
    ),
    (
      #"{"title":"t","type":"view","module":"Explorer","data":{},"fallback":[]}"#,
      #"module: malformed figure; expected small letters, digits and underscores, found "Explorer""#
    ),
    (
      #"{"title":"t","type":"view","module":"e","data":{},"fallback":[]}"#,
      "fallback: malformed figure; expected at least one figure, found none"
    ),
    (#"{"title":"t","type":"view","module":"e","fallback":[]}"#, "data: malformed figure; expected a value"),
    (
      #"{"title":"t","type":"view","module":"e","data":{},"fallback":[{"title":"","type":"view"}]}"#,
      "fallback[0].type: malformed figure; expected a figure that needs no script, found a view"
    ),
    (
      #"{"title":"t","type":"view","module":"e","data":{},"fallback":[{"title":"","type":"text","text":1}]}"#,
      "fallback[0].text: malformed figure"
    ),
  ])
  func refusals(_ text: String, _ words: String) throws {
    let json = try JSONValue(parsing: text)
    let error = try #require(throws: ExplainerError.self) { try Figure(json: json) }
    #expect(error.code == .badData)
    #expect(error.description.contains(words), "\(error.description)")
  }

  /// A view that was put together in code is held to the same rules as one that was read.
  @Test func nestedView() throws {
    let inner = ViewFigure(module: "a", data: .null, fallback: [Figure(title: "", content: .text("x"))])
    let figure = Figure(
      title: "t",
      content: .view(
        ViewFigure(module: "b", data: .null, fallback: [Figure(title: "", content: .view(inner))]))
    )
    let error = try #require(throws: ExplainerError.self) { try figure.validate() }
    #expect(error.description.contains("fallback[0].type"))
  }

  /// A sparkline that does not say how its values are printed prints two decimals.
  @Test func seriesStyle() throws {
    let json: JSONValue = [
      "title": "t", "type": "table", "columns": ["a"], "rows": [[["series": [1, .null]]]],
    ]
    guard case .table(let table) = try Figure(json: json).content else { throw NoTable() }
    #expect(table.rows == [[.series([1, nil], .decimal(2))]])
  }
  private struct NoTable: Error {}
}
