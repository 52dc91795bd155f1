import Diagnostics
import Testing

@testable import JSON

/// Values, their parsing and their text.
struct JSONValueTests {
  /// What is written reads back as the same value, compact and indented.
  @Test(
    arguments: [
      .null, true, false, 0, -1, 1.5, 1e300, "", "a\"b\\c\n\u{1}\u{7F}é世😀\u{2028}", [], [:],
      [1, [2, [.null, "x"]], ["k": ["v": [true]]]], ["z": 1, "a": 2, "é": [:]],
    ] as [JSONValue])
  func roundTrips(value: JSONValue) throws {
    for isPretty in [false, true] {
      #expect(try JSONValue(parsing: value.text(pretty: isPretty)) == value)
    }
  }

  /// Objects keep the order of their members, whatever their number; of two with one key the later value
  /// stays.
  @Test(arguments: [3, 8, 9, 100]) func objectsKeepOrder(count: Int) throws {
    let members = (0..<count).reversed().map { ("key \($0)", JSONValue.integer($0)) }
    var object = JSONObject(members)
    #expect(object.keys == members.map(\.0))
    #expect(try JSONValue(parsing: JSONValue.object(object).text()).object?.keys == object.keys)
    object["key 1"] = "new"
    object["key 2"] = nil
    #expect(object.count == count - 1 && object["key 2"] == nil && object["key 1"] == "new")
    #expect(object["key 0"] == 0 && object["key"] == nil)
    #expect(object == JSONObject(object.members.reversed().map { ($0.key, $0.value) }))
  }

  /// Numbers without fraction are whole; numbers that are no numbers become null.
  @Test func numbers() throws {
    #expect(try JSONValue(parsing: "12").int == 12)
    #expect(try JSONValue(parsing: "12.0").int == 12)
    #expect(try JSONValue(parsing: "12.5").int == nil)
    #expect(try JSONValue(parsing: "123456789012345678901234567890").int == nil)
    #expect(JSONValue.number(.nan).text() == "null")
    #expect(JSONValue([Float(0.1), .infinity]).text() == "[0.1,null]")
  }

  /// A number that none of ours can be is refused where it is written; Python reads it as infinity, as its own files mean
  /// it.
  @Test(arguments: [("1e999", 1), ("-1e999", 1), ("[1, 2e400]", 5), (#"{"a": 1e309}"#, 7)])
  func infinite(_ text: String, _ column: Int) throws {
    let error = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text) }
    #expect(error?.message.hasPrefix("the number is too large: ") == true && error?.isSyntactic == false)
    #expect(error?.column == column)
    _ = try JSONValue(parsing: Array(text.utf8), dialect: .python)
  }

  /// In Python's dialect it is infinity; what is small becomes nothing everywhere.
  @Test func python() throws {
    #expect(try JSONValue(parsing: Array("-1e999".utf8), dialect: .python) == .number(-.infinity))
    #expect(try JSONValue(parsing: "1e-999") == .number(0))
    #expect(try JSONValue(parsing: "1e308").double == 1e308)
  }

  /// What the values of a text would hold in memory is known before any of it is held.
  @Test func memory() throws {
    let text = Array(("[" + String(repeating: "[0],", count: 10_000) + "0]").utf8)
    let error = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text, memory: 1 << 20) }
    #expect(error?.isTooLarge == true && error?.message == "its values would hold more than 1 MiB in memory")
    #expect(error?.inFile("x.json").code == .limitReached)
    #expect(try JSONValue(parsing: text, memory: 2 << 20).array?.count == 10_001)
    let members = Array(("{" + (0..<1000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}").utf8)
    #expect(throws: JSONError.self) { _ = try JSONValue(parsing: members, memory: 100_000) }
    #expect(try JSONValue(parsing: members, memory: 200_000).object?.count == 1000)
  }

  /// Nesting has a limit, far from that of the stack.
  @Test func nestingIsLimited() throws {
    let deep = String(repeating: "[", count: 100_000)
    let error = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: deep) }
    #expect(error?.message.contains("nested") == true)
    #expect(throws: JSONError.self) {
      var scanner = JSONScanner(Array(deep.utf8))
      try scanner.skipValue()
    }
    let fine = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    #expect(try JSONValue(parsing: fine).array?.count == 1)
  }
}
