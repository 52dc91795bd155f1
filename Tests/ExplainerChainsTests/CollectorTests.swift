import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing
@testable import ExplainerChains

/// What is gathered over the points of a script.
@Suite struct CollectorTests {
  private func collection(_ json: String) throws -> Collection {
    let text = #"{"model": "m", "steps": [], "collect": [\#(json)]}"#
    let source = try ScriptSource(
      bytes: Array(text.utf8), name: "s.json", folder: ".", isJSON: true, reader: "")
    let log = ProblemLog(source)
    let script = ChainScript(log, models: [])
    return try #require(script.collections.first, "\(log.errors)")
  }

  /// A table has a row a point, or one for each element.
  @Test func table() throws {
    var plain = Collector(try collection(#"{"table": "t", "columns": {"a": "${n}", "b": "${text}, \"x\""}}"#))
    try plain.add(Scope(["n": 1, "text": "p"]))
    try plain.add(Scope(["n": 2.5, "text": "q"]))
    plain.leaveOut()
    #expect(plain.data.rows == [[1, "p, \"x\""], [2.5, "q, \"x\""]])
    #expect(plain.data.bytes(.csv) == Array("a,b\n1,\"p, \"\"x\"\"\"\n2.5,\"q, \"\"x\"\"\"\n".utf8))
    #expect(
      plain.data.bytes(.jsonl)
        == Array("{\"a\":1,\"b\":\"p, \\\"x\\\"\"}\n{\"a\":2.5,\"b\":\"q, \\\"x\\\"\"}\n".utf8))
    #expect(plain.data.figure.caption == "1 point is missing: a step they need has no result.")
    var rows = Collector(
      try collection(#"{"table": "t", "each": "${l}", "columns": {"i": "${each_index}", "v": "${each.v}"}}"#))
    try rows.add(Scope(["l": [["v": "tab\there"], ["v": .null]]]))
    #expect(rows.data.bytes(.tsv) == Array("i\tv\n0\ttab here\n1\t\n".utf8))
  }

  /// How wide a matrix is may be what a plugin says: a width that no matrix has is refused, not made.
  @Test(arguments: [0, -1, 1_000_001, Int.max]) func widths(_ width: Int) throws {
    var mean = Collector(try collection(#"{"mean": "m", "values": "${v}", "wrap": "${w}"}"#))
    let error = #expect(throws: ValueTemplate.Failure.self) {
      try mean.add(Scope(["v": [1, 2], "w": .integer(width)]))
    }
    #expect(error?.error.message == "'wrap' is no whole number from 1 to 1000000")
  }

  /// Many labels take no longer for each other, and more values than can be drawn side by side are refused.
  @Test(.timeLimit(.minutes(10))) func manyLabels() throws {
    var curves = Collector(try collection(#"{"curves": "c", "label": "${k}", "values": "${v}"}"#))
    for index in 0..<50_000 { try curves.add(Scope(["k": .integer(index), "v": [1, 2]])) }
    #expect(curves.data.rows.count == 100_000)
    let error = #expect(throws: ValueTemplate.Failure.self) {
      try curves.add(Scope(["k": 0, "v": JSONValue([Int](repeating: 1, count: 201))]))
    }
    #expect(error?.error.message == "50000 labels with up to 201 values are more than 10000000 together")
    try curves.add(Scope(["k": 0, "v": JSONValue([Int](repeating: 1, count: 200))]))
  }

  /// Small numbers, such as probabilities, keep two significant digits in tables and curves; greater ones four decimals.
  @Test(arguments: [
    (0.92, 4), (0.5, 4), (0.001, 4), (0.00099, 5), (0.00004, 6), (4e-5, 6), (-4e-5, 6), (1.2e-7, 8),
    (3e-12, 4), (0, 4),
  ])
  func decimals(_ value: Double, _ count: Int) throws {
    var table = Collector(try collection(#"{"table": "t", "columns": {"p": "${p}"}}"#))
    try table.add(Scope(["p": .number(value)]))
    try table.add(Scope(["p": 0.5]))
    guard case .table(let figure) = table.data.figure.content else { return #expect(Bool(false)) }
    #expect(figure.rows[0][0] == .number(value, .decimal(count)))
    var curves = Collector(try collection(#"{"curves": "c", "label": "a", "values": "${p}"}"#))
    try curves.add(Scope(["p": [.number(value), 0.5]]))
    guard case .lines(let lines) = curves.data.figure.content else { return #expect(Bool(false)) }
    #expect(lines.style == .decimal(count))
  }

  /// Curves with one label are averaged place by place, over as many as have that place.
  @Test func curves() throws {
    var curves = Collector(
      try collection(
        #"{"curves": "c", "label": "${k}", "values": "${v}", "across": "layer", "quantity": "rank"}"#))
    try curves.add(Scope(["k": "a", "v": [1, 2]]))
    try curves.add(Scope(["k": "b", "v": [9]]))
    try curves.add(Scope(["k": "a", "v": [3, 4, 5]]))
    #expect(curves.data.columns == ["label", "layer", "rank"])
    #expect(
      curves.data.rows == [["a", 0, 2.0], ["a", 1, 3.0], ["a", 2, 5.0], ["b", 0, 9.0]])
    guard case .lines(let lines) = curves.data.figure.content else { return #expect(Bool(false)) }
    #expect(lines.lines.map(\.values) == [[2, 3, 5], [9, nil, nil]])
    #expect(curves.data.figure.caption == "Lines are means: a of 2 points, b of 1 point.")
  }

  /// A mean takes matrices, or lists cut into rows; nulls do not count.
  @Test func mean() throws {
    var mean = Collector(
      try collection(#"{"mean": "m", "values": "${v}", "wrap": 2, "rows": "layer", "columns": "head"}"#))
    try mean.add(Scope(["v": [1, 2, 3, .null]]))
    try mean.add(Scope(["v": [3, 4, 5, 6]]))
    guard case .matrix(let matrix) = mean.data.figure.content else { return #expect(Bool(false)) }
    #expect(matrix.values == [[2, 3], [4, 6]])
    #expect(mean.data.rows.last == [1, 1, 6.0])
    var matrices = Collector(try collection(#"{"mean": "m", "values": "${v}"}"#))
    try matrices.add(Scope(["v": [[1, 2, 3], [4, 5, 6]]]))
    guard case .matrix(let read) = matrices.data.figure.content else { return #expect(Bool(false)) }
    #expect(read.values == [[1, 2, 3], [4, 5, 6]])
  }

  /// What is no number is refused, and matrices of another width.
  @Test func refused() throws {
    var mean = Collector(try collection(#"{"mean": "m", "values": "${v}"}"#))
    #expect(throws: ValueTemplate.Failure.self) { try mean.add(Scope(["v": ["a"]])) }
    #expect(throws: ValueTemplate.Failure.self) { try mean.add(Scope(["v": "a"])) }
    try mean.add(Scope(["v": [[1, 2]]]))
    #expect(throws: ValueTemplate.Failure.self) { try mean.add(Scope(["v": [[1, 2, 3]]])) }
  }
}
