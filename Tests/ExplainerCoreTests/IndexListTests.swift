import Diagnostics
import ExplainerCore
import JSON
import Testing

@Suite struct IndexListTests {
  /// Which indices a list means among six: in order, each once.
  @Test(arguments: [
    ("0", [0]), ("-1", [5]), ("0,3-5,-1", [0, 3, 4, 5]), ("5,0", [0, 5]), ("2,2,2", [2]),
    ("-3--1", [3, 4, 5]),
    ("0--1", [0, 1, 2, 3, 4, 5]), ("-5-2", [1, 2]), ("4-5,0-3,1-4", [0, 1, 2, 3, 4, 5]),
    (" 1 , 3 - 4 ", [1, 3, 4]),
    ("0-4,1-2,3", [0, 1, 2, 3, 4]),
  ])
  func resolved(_ text: String, _ expected: [Int]) throws {
    #expect(try IndexList(text).resolve(count: 6, of: "tokens") == expected)
  }

  /// Where some of what is counted is still to come, negative indices count back from what is there.
  @Test(arguments: [("-1,5", [3, 5]), ("-4-1", [0, 1]), ("-1-5", [3, 4, 5]), ("0--1", [0, 1, 2, 3])])
  func growing(_ text: String, _ expected: [Int]) throws {
    #expect(try IndexList(text).resolve(count: 6, before: 4, of: "tokens") == expected)
    let error = #expect(throws: ExplainerError.self) {
      try IndexList(-5).resolve(count: 6, before: 4, of: "tokens")
    }
    #expect(error?.expected == "-4 to 5")
  }

  /// What is no list says which part of it is at fault.
  @Test(arguments: [
    ("", "a list of indices is empty; expected such as 0,3-5,-1"),
    (
      "1,,2",
      "'1,,2' is no list of indices; expected parts such as 3, -1 or 3-5, found nothing between two commas"
    ),
    ("1,x", "'1,x' is no list of indices; expected parts such as 3, -1 or 3-5, found 'x'"),
    ("3-", "'3-' is no list of indices; expected parts such as 3, -1 or 3-5, found '3-'"),
    ("+1", "'+1' is no list of indices; expected parts such as 3, -1 or 3-5, found '+1'"),
    ("99999999999999999999", nil), ("--1", nil), ("1-2-3", nil), ("0x1", nil), ("1.5", nil),
    (
      "5-3",
      "the range 5-3 ends before it begins; expected a range from the lower to the higher index; write 3-5"
    ),
    ("-1--3", nil),
  ])
  func malformed(_ text: String, _ message: String?) {
    let error = #expect(throws: ExplainerError.self) { try IndexList(text) }
    #expect(error?.code == .badParameter)
    if let message { #expect(error?.description.replacing("\n  Write", with: "; write") == message) }
  }

  /// An index that is not there says how many there are.
  @Test(arguments: [
    ("6", 6, "there is no index 6: there are 6 heads; expected -6 to 5, found 6"),
    ("0--7", 6, "there is no index -7: there are 6 heads; expected -6 to 5, found -7"),
    (
      "0-9223372036854775807", 6,
      "there is no index 9223372036854775807: there are 6 heads; expected -6 to 5, found 9223372036854775807"
    ),
    (
      "-9223372036854775808", 6,
      "there is no index -9223372036854775808: there are 6 heads; expected -6 to 5, found -9223372036854775808"
    ),
    ("0", 0, "there is no index 0: there are 0 heads"),
    (
      "-1-2", 6,
      "the range -1-2 ends before it begins where there are 6 heads; expected a range from the lower to the higher index, found 5 to 2"
    ),
  ])
  func outOfRange(_ text: String, _ count: Int, _ message: String) throws {
    let list = try IndexList(text)
    let error = #expect(throws: ExplainerError.self) { try list.resolve(count: count, of: "heads") }
    #expect(error?.code == .badParameter)
    #expect(error.map { $0.description.split(separator: "\n").joined() } == message)
  }

  /// Written as text or JSON a list reads back as it was.
  @Test(arguments: ["0", "-1", "0,3-5,-1", "-3--1", "5,0,0", "0--1"])
  func roundTrip(_ text: String) throws {
    let list = try IndexList(text)
    #expect(list.text == text)
    #expect(try IndexList(json: list.json) == list)
  }

  /// What JSON may stand for a list.
  @Test(arguments: [
    (#"[0, "3-5", -1]"#, "0,3-5,-1"), ("3", "3"), (#""0,2-3""#, "0,2-3"), ("[1.0]", "1"),
    (#"["0,1", 2]"#, "0,1,2"),
  ])
  func json(_ json: String, _ text: String) throws {
    #expect(try IndexList(json: JSONValue(parsing: json)).text == text)
  }

  /// What JSON may not.
  @Test(arguments: [
    ("[]", "found an empty array, expected at least one index"), ("true", nil), ("[1.5]", nil),
    (#"["x"]"#, nil),
    ("[null]", "found null, expected whole numbers, or strings such as \"3-5\""), ("{}", nil),
  ])
  func refusedJSON(_ json: String, _ reason: String?) throws {
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: JSONReadingError.self) { try IndexList(json: value) }
    if let reason { #expect(error?.reason == reason) }
  }

  /// Lists made in code.
  @Test func made() throws {
    #expect(try IndexList(3, -1) == IndexList("3,-1"))
    #expect(try IndexList([3, -1]) == IndexList(3, -1))
    #expect(throws: ExplainerError.self) { try IndexList([Int]()) }
  }
}
