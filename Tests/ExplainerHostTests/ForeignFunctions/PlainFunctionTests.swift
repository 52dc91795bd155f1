import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// Plain C functions get what their description says and their results arrive whole.
@Suite struct PlainFunctionTests {
  private static let stream: JSONValue = [
    "name": "x", "type": "const f32*", "from": "capture:layers.*.residual.post",
  ]
  private static let rows: JSONValue = ["name": "rows", "type": "i64", "from": "x.shape[0]"]
  private static let columns: JSONValue = ["name": "columns", "type": "i64", "from": "x.shape[1]"]
  static let norms = PlainLibrary.function(
    "plain_norms", returns: "i32",
    [
      stream, rows, columns,
      ["name": "p", "type": "f64", "param": ["default": 2, "maximum": 9, "summary": "which norm"]],
      ["name": "out", "type": "f32*", "result": ["shape": ["rows"], "summary": "length of the stream"]],
    ])

  /// What the model holds at `pattern` for `text`, to compute the same in Swift.
  private func trace(_ pattern: String, _ text: String = "The keys to the cabinet") throws -> [Tensor] {
    let model = try PlainLibrary.model()
    let ids = try model.tokenize(text).map(\.id)
    return try model.run(ModelInput(ids: ids), capturing: [SitePattern(pattern)]).entries.map(\.tensor)
  }

  /// A call for each layer, in order; the tensor, the document and Swift's own numbers agree.
  @Test func everyLayer() throws {
    let explanation = try PlainLibrary.run(Self.norms)
    let states = try trace("layers.*.residual.post")
    let tensor = try #require(explanation.tensors.first)
    #expect(tensor.name == "out" && tensor.tensor.shape == [states.count, states[0].shape[0]])
    let expected = states.flatMap { state in
      (0..<state.shape[0]).map { row in
        Float(state.slice(row).values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
      }
    }
    #expect(zip(tensor.tensor.values, expected).allSatisfy { abs($0 - $1) <= 1e-6 * $1 })
    let outputs = explanation.result["outputs"]
    #expect(explanation.result["function"] == "plain_norms")
    #expect(explanation.result["sites"]?[2]?["x"] == "layers.2.residual.post")
    #expect(outputs?["out"]?["shape"] == [.integer(explanation.tokens.count)])
    #expect(outputs?["out"]?["values"]?[1]?[3]?.double.map { Float($0) } == tensor.tensor[1, 3])
    #expect(explanation.checks.map(\.name) == ["outputs_all_zero"])
    #expect(explanation.checks[0].passed)
  }

  /// Parameters reach the function in its own types; defaults are filled in; a status is a failure.
  @Test func parameters() throws {
    let states = try trace("layers.*.residual.post")
    let first = try #require(try PlainLibrary.run(Self.norms, parameters: ["p": 1]).tensors.first).tensor
    let expected = Float(states[0].slice(0).values.reduce(0.0) { $0 + Double(abs($1)) })
    #expect(abs(first[0, 0] - expected) <= 1e-5 * expected)
    let tooMuch = PlainLibrary.failure(Self.norms, parameters: ["p": 10])
    #expect(tooMuch?.code == .badParameter && tooMuch?.expected == "a number, 9 or less")
    let status = try #require(PlainLibrary.failure(Self.norms, parameters: ["p": -1]))
    #expect(status.code == .pluginFault && status.code.rawValue == 0x41)
    #expect(status.message == "plain_norms returned 3")
    #expect(status.location.last == "site layers.0.residual.post")
  }

  /// Doubles, results before their inputs, and sizes of other types.
  @Test func doubles() throws {
    let explanation = try PlainLibrary.run(
      PlainLibrary.function(
        "plain_means",
        [
          ["name": "out", "type": "f64*", "result": ["shape": ["rows"]]],
          ["name": "x", "type": "const f64*", "from": "capture:layers.*.residual.post"],
          ["name": "rows", "type": "u64", "from": "x.shape[0]"],
          ["name": "columns", "type": "i32", "from": "model.hidden_size"],
        ]))
    let states = try trace("layers.*.residual.post")
    let expected = states[3].slice(1).values.reduce(0.0) { $0 + Double($1) } / 40
    #expect(explanation.result["outputs"]?["out"]?["values"]?[3]?[1] == .number(expected))
  }

  /// Patterns with a star go side by side; one without is the same in every call.
  @Test func severalCaptures() throws {
    func products(_ first: String, _ second: String) -> JSONValue {
      PlainLibrary.function(
        "plain_products",
        [
          ["name": "x", "type": "const f32*", "from": .string("capture:\(first)")],
          ["name": "y", "type": "const f32*", "from": .string("capture:\(second)")],
          ["name": "rows", "type": "u64", "from": "x.shape[0]"],
          ["name": "columns", "type": "u64", "from": "x.shape[1]"],
          ["name": "out", "type": "f32*", "result": ["shape": ["x.shape[0]"]]],
        ])
    }
    func expected(_ first: Tensor, _ second: Tensor) -> Float {
      zip(first.slice(1).values, second.slice(1).values).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    }
    let before = try trace("layers.*.residual.pre"), after = try trace("layers.*.residual.post")
    let paired = try PlainLibrary.run(products("layers.*.residual.pre", "layers.*.residual.post"))
    let out = try #require(paired.tensors.first).tensor
    for layer in before.indices {
      #expect(abs(out[layer, 1] - expected(before[layer], after[layer])) < 1e-2)
    }
    #expect(paired.result["sites"]?[1] == ["x": "layers.1.residual.pre", "y": "layers.1.residual.post"])
    let embedded = try trace("embeddings")[0]
    let against = try PlainLibrary.run(products("embeddings", "layers.*.residual.post"))
    #expect(abs(try #require(against.tensors.first).tensor[3, 1] - expected(embedded, after[3])) < 1e-2)
    #expect(against.result["sites"]?[3] == ["x": "embeddings", "y": "layers.3.residual.post"])

    let error = try #require(PlainLibrary.failure(products("layers.*.residual.post", "layers.*.residual.*")))
    #expect(error.code == .unsupported)
    #expect(error.message == "'x' and 'y' of plain_products match different numbers of sites")
    #expect(error.expected == "4 sites for 'layers.*.residual.*', as 'layers.*.residual.post' matches")
    #expect(error.found == "12")
  }

  /// Every type of argument arrives as it was given, narrow ones and negative ones too.
  @Test func scalars() throws {
    let function = PlainLibrary.function(
      "plain_every_scalar", returns: ["type": "f64", "result": "sum"],
      [
        ["name": "b", "type": "bool", "param": ["default": false, "summary": "s"]],
        ["name": "i32", "type": "i32", "param": ["default": -2, "summary": "s"]],
        ["name": "u32", "type": "u32", "value": 3],
        ["name": "i64", "type": "i64", "param": ["absence": "none", "value": -4, "summary": "s"]],
        ["name": "u64", "type": "u64", "param": ["default": 5, "maximum": 6, "summary": "s"]],
        ["name": "f32", "type": "f32", "value": 0.5], ["name": "f64", "type": "f64", "value": 7],
      ])
    func sum(_ parameters: JSONObject) throws -> Double? {
      try PlainLibrary.run(function, parameters: parameters).result["outputs"]?["sum"]?["values"]?[0]?.double
    }
    #expect(try sum([:]) == -20 + 300 - 4000 + 50000 + 50000 + 7e6)
    #expect(try sum(["b": true, "i32": 9, "i64": 8, "u64": 6]) == 1 + 90 + 300 + 8000 + 60000 + 50000 + 7e6)
    let tooMuch = PlainLibrary.failure(function, parameters: ["i32": 3_000_000_000])
    #expect(tooMuch?.code == .badParameter)
    #expect(tooMuch?.expected == "i32: -2147483648 to 2147483647")
    #expect(PlainLibrary.failure(function, parameters: ["u64": -1])?.expected == "a whole number from 0 to 6")
  }

  /// Every type of result, at the ends of its range.
  @Test func outputs() throws {
    func output(_ type: String, _ shape: JSONValue = []) -> JSONValue {
      ["name": .string(type), "type": .string("\(type)*"), "result": ["shape": shape]]
    }
    let explanation = try PlainLibrary.run(
      PlainLibrary.function(
        "plain_every_output",
        [output("i32", [2]), output("u32"), output("i64"), output("u64"), output("f32"), output("f64")]))
    let outputs = explanation.result["outputs"]
    #expect(outputs?["i32"] == ["type": "i32*", "shape": [2], "values": [[-7, .integer(Int(Int32.min))]]])
    #expect(outputs?["u32"]?["values"] == [.integer(Int(UInt32.max))])
    #expect(outputs?["i64"]?["values"] == [.integer(.min)])
    #expect(outputs?["u64"]?["values"] == [.number(Double(UInt64.max))])
    #expect(outputs?["f32"]?["values"] == [0.1])
    #expect(outputs?["f64"]?["values"] == [0.1])
    #expect(explanation.tensors.map(\.name) == ["i32", "u32", "i64", "u64", "f32", "f64"])
    #expect(explanation.tensors[0].tensor.shape == [1, 2])
    #expect(explanation.tensors[5].tensor.shape == [1])
  }

  /// What a function returns is a result where it is not a status.
  @Test(
    arguments: [
      ("plain_answer", ["type": "i32", "result": "it"], -42),
      ("plain_yes", ["type": "bool", "result": "it"], 1),
      ("plain_many", ["type": "u32", "result": "it"], 4_294_967_295),
      ("plain_least", ["type": "i64", "result": "it"], .integer(.min)),
      ("plain_most", ["type": "u64", "result": "it"], .number(Double(UInt64.max))),
    ] as [(String, JSONValue, JSONValue)])
  func returned(_ symbol: String, _ returns: JSONValue, _ expected: JSONValue) throws {
    let explanation = try PlainLibrary.run(PlainLibrary.function(symbol, returns: returns, []))
    #expect(explanation.result["outputs"]?["it"]?["values"] == [expected])
    #expect(explanation.result["sites"] == [[:]])
  }

  /// A float comes back as a float, once for each site, under the name it gets by itself.
  @Test func returnedFloat() throws {
    let explanation = try PlainLibrary.run(
      PlainLibrary.function("plain_first", returns: "f32", [Self.stream]))
    let expected = try trace("layers.*.residual.post").map { $0[flat: 0] }
    #expect(explanation.tensors.first?.name == "value")
    #expect(explanation.tensors.first?.tensor.values == expected)
  }

  /// Token ids come in both widths.
  @Test func tokenIDs() throws {
    let explanation = try PlainLibrary.run(
      PlainLibrary.function(
        "plain_id_sum", returns: "i64",
        [
          ["name": "narrow", "type": "const i32*", "from": "tokens.ids"],
          ["name": "wide", "type": "const i64*", "from": "tokens.ids"],
          ["name": "count", "type": "i64", "from": "wide.count"],
          ["name": "differences", "type": "i64*", "result": ["shape": []]],
        ]))
    let sum = explanation.tokens.reduce(0) { $0 + $1.id }
    #expect(explanation.result["outputs"]?["value"]?["values"] == [.integer(sum)])
    #expect(explanation.result["outputs"]?["differences"]?["values"] == [0])
    #expect(explanation.checks.map(\.passed) == [false])
  }

  /// Texts go in and come out; what is left out is a null pointer.
  @Test func texts() throws {
    let function = PlainLibrary.function(
      "plain_describe", returns: "i32",
      [
        ["name": "words", "type": "const char*", "from": "text"],
        ["name": "place", "type": "const char*", "from": "site"],
        [
          "name": "word", "type": "const char*",
          "param": ["absence": "none", "choices": ["é", "b"], "summary": "s"],
        ],
        ["name": "nothing", "type": "const char*", "value": .null],
        ["name": "layer", "type": "i32", "from": "site.layer"],
        ["name": "note", "type": "char*", "result": ["size": 200]],
      ])
    let plain = try PlainLibrary.run(function, text: "The keys")
    #expect(plain.result["outputs"]?["note"]?["values"] == ["The keys||(null)|(null)|-1"])
    guard case .text(let shown)? = plain.figures.first?.content else {
      Issue.record("no text")
      return
    }
    #expect(shown == "The keys||(null)|(null)|-1")
    let given = try PlainLibrary.run(function, text: "The keys", parameters: ["word": "é"])
    #expect(given.result["outputs"]?["note"]?["values"] == ["The keys||é|(null)|-1"])
    #expect(PlainLibrary.failure(function, text: "a\u{0}b")?.code == .badText)
  }

  /// A parameter without default must be given.
  @Test func missingParameter() {
    let function = PlainLibrary.function(
      "plain_answer", returns: ["type": "i32", "result": "it"],
      [["name": "some_number", "type": "i32", "param": ["minimum": 1, "summary": "s"]]])
    let error = PlainLibrary.failure(function)
    #expect(error?.code == .badParameter && error?.remedy == "give --some-number")
    #expect(error?.expected == "a whole number, 1 or more")
  }

  /// Sites of different shapes: one tensor each.
  @Test func differentShapes() throws {
    let explanation = try PlainLibrary.run(
      PlainLibrary.function(
        "plain_norms", returns: "i32",
        [
          ["name": "x", "type": "const f32*", "from": "capture:*.layers.*.residual.post"], Self.rows,
          Self.columns,
          ["name": "p", "type": "f64", "value": 2],
          ["name": "out", "type": "f32*", "result": ["shape": ["rows"]]],
        ]), on: "bart")
    let names = explanation.tensors.map(\.name)
    #expect(names.contains("out.encoder.layers.0.residual.post"))
    #expect(names.contains("out.decoder.layers.0.residual.post"))
    #expect(explanation.result["outputs"]?["out"]?["shape"] == .null)
    guard case .table? = explanation.figures.first?.content else {
      Issue.record("no table")
      return
    }
  }

  /// What no site of the model matches is refused with the nearest one.
  @Test func unknownSite() {
    let error = PlainLibrary.failure(
      PlainLibrary.function(
        "plain_first", returns: "f32",
        [["name": "x", "type": "const f32*", "from": "capture:layers.*.residual.pots"]]))
    #expect(error?.code == .badParameter)
    #expect(error?.message.contains("layers.*.residual.pots") ?? false)
  }

  /// An extent that a captured tensor does not have, and results that would be too large or empty.
  @Test func extents() {
    func fill(_ shape: JSONValue, _ count: JSONValue) -> JSONValue {
      PlainLibrary.function(
        "plain_fill",
        [
          ["name": "out", "type": "f32*", "result": ["shape": shape]],
          ["name": "from", "type": "i64", "value": 0],
          ["name": "to", "type": "i64", "param": ["default": count, "summary": "s"]],
          ["name": "number", "type": "f64", "value": 1],
          ["name": "x", "type": "const f32*", "from": "capture:embeddings"],
        ])
    }
    let absent = PlainLibrary.failure(fill(["x.shape[2]"], 1))
    #expect(absent?.code == .badShape && absent?.message == "'x' of plain_fill has no extent 2")
    let huge = PlainLibrary.failure(fill(["to", "to"], 1_000_000))
    #expect(huge?.code == .limitReached && huge?.expected == "at most 4 GiB")
    let overflowing = PlainLibrary.failure(fill(["to", "to"], 4_611_686_018_427_387_904))
    #expect(overflowing?.code == .limitReached)
    let empty = PlainLibrary.failure(fill(["to"], 0))
    #expect(empty?.code == .badShape && empty?.expected == "extents of 1 or more")
    #expect(PlainLibrary.failure(fill(["to"], -3))?.code == .badShape)
  }
}
