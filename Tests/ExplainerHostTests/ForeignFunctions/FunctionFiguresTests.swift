import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
@testable import ForeignFunctions

/// The pictures of what a function gave follow from its shapes and can be drawn.
@Suite struct FunctionFiguresTests {
  private func figures(_ function: JSONValue, on model: String = "gpt2") throws -> [Figure] {
    let figures = try PlainLibrary.run(function, on: model).figures
    for figure in figures { try figure.validate() }
    return figures
  }

  private func capture(_ pattern: String) -> JSONValue {
    ["name": "x", "type": "const f32*", "from": .string("capture:\(pattern)")]
  }

  private let rows: JSONValue = ["name": "rows", "type": "i64", "from": "x.shape[0]"]
  private let columns: JSONValue = ["name": "columns", "type": "i64", "from": "x.shape[1]"]

  /// A number a token: a heat map, layers × tokens, under the words of the description.
  @Test func tokens() throws {
    let figure = try #require(try figures(PlainFunctionTests.norms).first)
    #expect(figure.title == "length of the stream, by layer and token")
    #expect(figure.caption == "One call of the C function plain_norms for each of 4 sites.")
    guard case .matrix(let matrix) = figure.content else {
      Issue.record("no matrix")
      return
    }
    #expect(matrix.rows.map(\.text) == ["0", "1", "2", "3"])
    #expect(matrix.columns.count == 5 || matrix.columns.allSatisfy(\.isToken))
    #expect(matrix.columnTitle == "token" && matrix.scale.kind == .magnitude)
  }

  /// A number a site: bars, or a column of a heat map where some are negative.
  @Test func scalars() throws {
    let sum = try #require(try figures(PlainLibrary.sum).first)
    let values = try #require(try PlainLibrary.run(PlainLibrary.sum).tensors.first).tensor.values
    switch sum.content {
    case .bars(let bars):
      #expect(values.allSatisfy { $0 >= 0 })
      #expect(bars.bars.count == 4)
    case .matrix(let matrix):
      #expect(values.contains { $0 < 0 })
      #expect(matrix.rows.count == 4 && matrix.columns.count == 1 && matrix.scale.kind == .sign)
    default: Issue.record("neither bars nor a matrix")
    }
    let many = try #require(
      try figures(PlainLibrary.function("plain_many", returns: ["type": "u32", "result": "it"], [])).first)
    guard case .bars(let bars) = many.content else {
      Issue.record("no bars")
      return
    }
    #expect(bars.bars.map(\.value) == [4_294_967_295] && bars.style == .integer)
    #expect(bars.bars[0].label.text == "plain_many")
    #expect(many.title == "it of plain")
    #expect(many.caption == "One call of the C function plain_many.")
  }

  /// A matrix a site: those of the first sites, with tokens on both sides, and what is left out.
  @Test func matrices() throws {
    let gram = try figures(
      PlainLibrary.function(
        "plain_gram",
        [
          capture("layers.*.residual.*"), rows, columns,
          ["name": "out", "type": "f32*", "result": ["shape": ["rows", "rows"]]],
        ]))
    #expect(gram.count == FunctionFigures.sitesDrawn)
    #expect(gram[0].caption.contains("Left out: 8 of 12 sites."))
    #expect(gram[0].title == "out of plain, at layers.0.residual.pre, by token and token")
    guard case .matrix(let matrix) = gram[1].content else {
      Issue.record("no matrix")
      return
    }
    #expect(matrix.rowTitle == "token" && matrix.rows == matrix.columns)
    #expect(matrix.values[0][1] == matrix.values[1][0])
  }

  /// Axes are known by where extents come from, not by how long they are.
  @Test func axes() throws {
    let signature = try FunctionSignature(
      json: PlainLibrary.function(
        "f",
        [
          capture("layers.*.attention.pattern"), ["name": "heads", "type": "i32", "from": "x.shape[0]"],
          [
            "name": "out", "type": "f32*",
            "result": ["shape": ["heads", "x.shape[1]", "x.shape[2]", 5, "tokens.count"]],
          ],
        ]))
    func axes(_ site: Site) -> [AxisMeaning] {
      signature.axes(
        of: "out",
        in: FunctionSites.Call(captured: [("x", site, .init(shape: [1, 1, 1], values: [0]))], main: site))
    }
    #expect(axes(.layer(0, "attention.pattern")) == [.heads, .tokens, .tokens, .other, .tokens])
    #expect(
      axes(Site(stack: "decoder", layer: 0, part: "cross_attention.pattern"))
        == [.heads, .tokens, .other, .other, .tokens])
    #expect(AxisMeaning.axes(of: Site(part: "logits")) == [.tokens, .other])
    #expect(AxisMeaning.axes(of: .layer(1, "attention.query")) == [.heads, .tokens, .other])
    #expect(AxisMeaning.axes(of: Site(part: "pooler")) == [.other, .other])
  }

  /// Wide results are cut, and the figure says by how much.
  @Test func wide() throws {
    let figure = try #require(
      try figures(
        PlainLibrary.function(
          "plain_fill",
          [
            ["name": "out", "type": "f32*", "result": ["shape": [300]]],
            ["name": "from", "type": "i64", "value": 0],
            ["name": "to", "type": "i64", "value": 300], ["name": "number", "type": "f64", "value": 0.001],
          ])
      ).first)
    guard case .matrix(let matrix) = figure.content else {
      Issue.record("no matrix")
      return
    }
    #expect(matrix.columns.count == FunctionFigures.cellsDrawn && matrix.style == .decimal(5))
    #expect(figure.caption.contains("Left out: 172 of 300 columns."))
  }
}
