import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
@testable import ForeignFunctions

/// A function that reaches outside what it was lent is found out, and the argument is named.
@Suite struct FunctionGuardTests {
  private static let out: JSONValue = ["name": "out", "type": "f32*", "result": ["shape": [6]]]

  private func put(at index: Int) -> JSONValue {
    PlainLibrary.function(
      "plain_put",
      [
        Self.out, ["name": "place", "type": "i64", "value": .integer(index)],
        ["name": "number", "type": "f64", "value": 1],
      ])
  }

  /// One number too far behind (in the gap that alignment leaves, or in the page without access) or before.
  @Test(
    arguments: [
      (5, nil), (6, "past the end of 'out'"), (7, "past the end of 'out'"), (8, "past the end of 'out'"),
      (1000, "past the end of 'out'"), (-1, "before the start of 'out'"), (-16, "before the start of 'out'"),
      (-1100, "before the start of 'out'"),
    ] as [(Int, String?)])
  func overruns(_ index: Int, _ expected: String?) throws {
    let error = PlainLibrary.failure(put(at: index))
    guard let expected else {
      #expect(error == nil)
      return
    }
    #expect(error?.code == .pluginFault)
    #expect(error?.message == "plain_put wrote \(expected)")
    #expect(error?.expected == "at most 24 bytes, f32*")
    #expect(error?.remedy?.contains("/r/registry.json") ?? false)
    #expect(error?.remedy?.contains("void plain_put(float *out, int64_t place, double number)") ?? false)
  }

  /// Sequential overruns are stopped at the first page, whatever comes after.
  @Test func longOverrun() {
    let error = PlainLibrary.failure(
      PlainLibrary.function(
        "plain_fill",
        [
          Self.out, ["name": "from", "type": "i64", "value": 0],
          ["name": "to", "type": "i64", "value": 100_000],
          ["name": "number", "type": "f64", "value": 1],
        ]))
    #expect(error?.message == "plain_fill wrote past the end of 'out'")
  }

  /// Inputs are guarded too: they can be read to their end and not be written.
  @Test func inputs() throws {
    func touch(_ place: JSONValue) -> JSONValue {
      PlainLibrary.function(
        "plain_touch",
        [
          ["name": "x", "type": "const f32*", "from": "capture:embeddings"],
          ["name": "place", "type": "i64", "from": place], Self.out,
        ])
    }
    // The element behind the last is not there.
    let error = try #require(PlainLibrary.failure(touch("x.count")))
    #expect(error.code == .pluginFault)
    #expect(error.message == "plain_touch reached past the end of 'x'")
    #expect(PlainLibrary.failure(touch("x.rank")) == nil)
    let spoilt = PlainLibrary.failure(
      PlainLibrary.function(
        "plain_spoil", [["name": "x", "type": "const f32*", "from": "capture:embeddings"], Self.out]))
    #expect(spoilt?.message == "plain_spoil wrote to 'x', which is const f32*")
  }

  /// NaN is refused with its place; infinities are numbers, which documents cannot hold.
  @Test func notANumber() throws {
    let square: JSONValue = ["name": "out", "type": "f32*", "result": ["shape": [2, 3]]]
    let error = PlainLibrary.failure(PlainLibrary.function("plain_nan", [square]))
    #expect(error?.code == .pluginFault && error?.message == "'out' holds NaN at [1, 1]")
    let value = PlainLibrary.failure(PlainLibrary.function("plain_nan_value", returns: "f64", []))
    #expect(value?.message == "plain_nan_value returned NaN as 'value'")
    let infinite = try PlainLibrary.run(PlainLibrary.function("plain_infinite", [Self.out]))
    #expect(infinite.tensors.first?.tensor[0, 0] == -.infinity)
    #expect(infinite.result["outputs"]?["out"]?["values"]?[0]?[0] == .null)
  }

  /// Texts end with a NUL and are UTF-8.
  @Test func badTexts() {
    func note(_ symbol: String, _ size: Int, _ more: [JSONValue] = []) -> JSONValue {
      PlainLibrary.function(
        symbol, [["name": "note", "type": "char*", "result": ["size": .integer(size)]]] + more)
    }
    let full = note("plain_unterminated", 8, [["name": "size", "type": "i64", "value": 8]])
    #expect(PlainLibrary.failure(full)?.message == "'note' has no NUL in its 8 bytes")
    let over = note("plain_unterminated", 8, [["name": "size", "type": "i64", "value": 9]])
    #expect(PlainLibrary.failure(over)?.message == "plain_unterminated wrote past the end of 'note'")
    #expect(PlainLibrary.failure(note("plain_garbled", 16))?.message == "'note' is not UTF-8")
  }

  /// The reason a function gives with its status is passed on.
  @Test func reason() {
    let error = PlainLibrary.failure(
      PlainLibrary.function(
        "plain_fails", returns: "i32", [["name": "note", "type": "char*", "result": ["size": 64]]]))
    #expect(error?.message == "plain_fails returned 7")
    #expect(error?.found == "\"the moon is full\" in 'note'")
  }

  /// A result nobody wrote is told apart by a check.
  @Test func untouched() throws {
    let explanation = try PlainLibrary.run(PlainLibrary.function("plain_nothing", [Self.out]))
    #expect(explanation.checks.map(\.passed) == [false])
    #expect(explanation.checks.map(\.value) == [1])
  }

  /// Calls on several threads at once keep their guards apart.
  @Test func concurrency() async {
    await withTaskGroup(of: String?.self) { group in
      for index in 0..<40 {
        group.addTask { PlainLibrary.failure(put(at: index % 2 == 0 ? 3 : 9))?.message }
      }
      var messages: [String?] = []
      for await message in group { messages.append(message) }
      #expect(messages.count { $0 == nil } == 20)
      #expect(messages.count { $0 == "plain_put wrote past the end of 'out'" } == 20)
    }
  }

  /// Memory ends where it should for every size, starts aligned, and begins as zeros.
  @Test(arguments: [0, 1, 15, 16, 17, 4000, 4032, 4033, 4095, 4096, 4097, 100_000]) func buffers(_ size: Int)
    throws
  {
    let buffer = try GuardedBuffer(size: size, named: "x")
    #expect(buffer.bytes.count == size && buffer.bytes.allSatisfy { $0 == 0 })
    #expect(Int(bitPattern: buffer.start) % 16 == 0)
    let behind = Int(bitPattern: buffer.region.end) - Int(bitPattern: buffer.start) - size
    #expect((4096..<4112).contains(behind))
    for index in buffer.bytes.indices { buffer.bytes[index] = 1 }
    #expect(buffer.damage == nil)
    (buffer.start - 1).storeBytes(of: 0, as: UInt8.self)
    #expect(buffer.damage == .before)
  }

  /// A view into a larger tensor arrives as its own elements, dense, in either precision.
  @Test func views() throws {
    let whole = Tensor(shape: [2, 2, 3], values: (0..<12).map(Float.init))
    #expect(
      try GuardedBuffer(whole.slice(1), as: .f32, named: "x").numbers(.f32) == .floats([6, 7, 8, 9, 10, 11]))
    #expect(
      try GuardedBuffer(whole.slice(1).slice(0), as: .f64, named: "x").numbers(.f64) == .doubles([6, 7, 8]))
    #expect(try GuardedBuffer([-1, 5], as: .i32, named: "x").numbers(.i32) == .integers([-1, 5]))
    #expect(try GuardedBuffer([-1, 5], as: .i64, named: "x").numbers(.i64) == .integers([-1, 5]))
  }
}
