import CExplainerABI
import Checkpoints
import Diagnostics
import ExplainerTestSupport
import JSON
import Testing
@testable import ExplainerKit
@testable import PluginHost
@testable import Sandbox

/// The extension `explainer.json/2`: a document is parsed once and read by its values, and whatever is asked of it wrongly
/// ends in a status.
@Suite struct JSONDocumentTableTests {
  private static let table = JSONDocumentTable.shared.pointer.pointee
  private nonisolated(unsafe) static let host = HostTable.shared.pointer
  private let call: PluginInvocation

  private static let text = #"""
    {"topk": 3, "share": 0.5, "whole": 2.0, "loud": true, "none": null, "words": ["of", "", "\u00e9\u0000\ud83d\ude00"],
     "a/b~c": {"deep": [[1, 2], [3]]}, "": -9223372036854775808, "0": "a name", "empty": {}}
    """#

  init() throws {
    let model = try Fixtures.loaded(
      ModelLocation(id: "m", directory: Fixtures.model("gpt2"), origin: .directory))
    call = PluginInvocation(model: model, reporter: SilentReporter())
  }

  private func parse(_ text: String = Self.text) throws -> xpl_json_value {
    var root: xpl_json_value = 0
    let status = text.withABIString { Self.table.parse?(Self.host, call.lend(), $0, &root) }
    try #require(status == xpl_status(XPL_OK) && root != 0, "\(call.error as Any)")
    return root
  }

  private typealias Read<Found> = (
    UnsafePointer<xpl_host_v1>?, OpaquePointer?, xpl_json_value, xpl_str, UnsafeMutablePointer<Found>?
  ) -> xpl_status

  /// What a function gives for a pointer: a status, or what it found.
  private func read<Found>(
    _ function: Read<Found>?, _ value: xpl_json_value, _ pointer: String, _ start: Found
  ) -> (status: Int32, found: Found) {
    var found = start
    let status = pointer.withABIString { function?(Self.host, call.lend(), value, $0, &found) ?? -1 }
    return (status, found)
  }

  private func element(_ value: xpl_json_value, _ index: Int) -> (status: Int32, name: String, found: UInt64)
  {
    var (name, found) = (xpl_str(), xpl_json_value())
    let status = Self.table.element?(Self.host, call.lend(), value, index, &name, &found) ?? -1
    return (status, String(name), found)
  }

  /// Every kind of value by pointer from the root, and from the value that another pointer leads to.
  @Test func values() throws {
    let root = try parse(), table = Self.table
    #expect(read(table.integer, root, "/topk", 0) == (0, 3))
    #expect(read(table.integer, root, "/whole", 0) == (0, 2))
    #expect(read(table.integer, root, "/", 0) == (0, Int64.min))
    #expect(read(table.number, root, "/share", 0) == (0, 0.5))
    #expect(read(table.number, root, "/topk", 0) == (0, 3))
    #expect(read(table.boolean, root, "/loud", 0) == (0, 1))
    #expect(String(read(table.string, root, "/words/2", xpl_str()).found) == "é\0😀")
    #expect(String(read(table.string, root, "/0", xpl_str()).found) == "a name")
    #expect(read(table.count, root, "", 0) == (0, 10) && read(table.count, root, "/empty", 7) == (0, 0))
    let deep = read(table.at, root, "/a~1b~0c/deep", 0)
    #expect(deep.status == 0 && read(table.integer, deep.found, "/1/0", 0) == (0, 3))
    #expect(read(table.at, deep.found, "", 0) == deep)
    let kinds = ["none", "loud", "share", "0", "words", "empty"].map {
      read(table.kind, root, "/\($0)", -1).found
    }
    #expect(
      kinds
        == [
          XPL_JSON_NULL, XPL_JSON_BOOLEAN, XPL_JSON_NUMBER, XPL_JSON_STRING, XPL_JSON_ARRAY, XPL_JSON_OBJECT,
        ]
        .map { Int32($0) })
  }

  /// Members come in the order of the text, with their names; elements without; both by name or index lead to one value.
  @Test func elements() throws {
    let root = try parse()
    let names = ["topk", "share", "whole", "loud", "none", "words", "a/b~c", "", "0", "empty"]
    for (index, name) in names.enumerated() {
      let found = element(root, index)
      #expect(found.status == 0 && found.name == name)
      #expect(read(Self.table.member, root, name, 0) == (0, found.found))
    }
    let words = read(Self.table.member, root, "words", 0).found
    #expect(
      element(words, 1).name == ""
        && String(read(Self.table.string, element(words, 0).found, "", xpl_str()).found) == "of")
    #expect(Self.table.element?(Self.host, call.lend(), words, 0, nil, nil) == xpl_status(XPL_PLUGIN_FAULT))
    var found: xpl_json_value = 0
    #expect(
      Self.table.element?(Self.host, call.lend(), words, 0, nil, &found) == 0
        && found == element(words, 0).found)
  }

  /// What is not there, or of another kind, says what and where.
  @Test func mistakes() throws {
    let root = try parse(), table = Self.table
    for pointer in [
      "/nothing", "/words/3", "/words/-1", "/words/01", "/words/+1", "/topk/0", "topk", "/words/",
      "/a~1b~0c/0",
    ] {
      #expect(read(table.at, root, pointer, 0) == (Int32(XPL_NOT_FOUND), 0), "\(pointer)")
      #expect(call.error?.description.contains("'\(pointer)'") == true)
    }
    let kinds = [
      read(table.integer, root, "/share", 7).status, read(table.integer, root, "/words", 7).status,
      read(table.number, root, "/0", 7).status, read(table.boolean, root, "/topk", 7).status,
      read(table.string, root, "/topk", xpl_str()).status, read(table.count, root, "/0", 7).status,
      read(table.member, read(table.at, root, "/words", 0).found, "0", 0).status,
      element(read(table.at, root, "/topk", 0).found, 0).status,
    ]
    #expect(kinds == [Int32](repeating: Int32(XPL_BAD_DATA), count: kinds.count))
    #expect(read(table.member, root, "words/0", 0).status == XPL_NOT_FOUND)
    for index in [10, -1, Int.max, Int.min] { #expect(element(root, index).status == XPL_NOT_FOUND) }
    #expect(read(table.integer, root, "/topk", 0).status == 0)
  }

  /// A number that no value has, a released document, no place for what is found, and text that is no JSON end in a status.
  @Test func misuse() throws {
    let root = try parse(), other = try parse("[1]"), fault = Int32(XPL_PLUGIN_FAULT)
    for value: xpl_json_value in [0, 1, .max, root + 1, root | 0xFFFF_FFFF, other + (1 << 32)] {
      #expect(read(Self.table.count, value, "", 0).status == fault)
      #expect(read(Self.table.member, value, "topk", 0).status == fault && element(value, 0).status == fault)
    }
    Self.table.release?(Self.host, call.lend(), 0)
    let inside = read(Self.table.at, root, "/words", 0).found
    // Any value of a document says which is released; twice is once, and the others stay.
    for _ in 0..<2 { Self.table.release?(Self.host, call.lend(), inside) }
    #expect(
      read(Self.table.count, root, "", 0).status == fault
        && read(Self.table.count, inside, "", 0).status == fault)
    #expect(read(Self.table.integer, other, "/0", 0) == (0, 1))
    #expect(try parse() != root)
    #expect("".withABIString { Self.table.count?(Self.host, call.lend(), other, $0, nil) } == fault)
    #expect("[]".withABIString { Self.table.parse?(Self.host, call.lend(), $0, nil) } == fault)
    var found: xpl_json_value = 5
    for text in ["", "{", "[1] 2", "\u{1}"] {
      #expect(text.withABIString { Self.table.parse?(Self.host, call.lend(), $0, &found) } == fault)
    }
    #expect(found == 5 && call.misuse == nil)
  }

  /// From another thread, or when the call is over, nothing is read and nothing is released.
  @Test func elsewhere() throws {
    let root = try parse(), fault = Int32(XPL_PLUGIN_FAULT)
    let status = OtherThread.run {
      Self.table.release?(Self.host, call.lend(), root)
      return read(Self.table.count, root, "", 0).status
    }
    #expect(status == fault && call.misuse != nil)
    #expect(read(Self.table.count, root, "", 0) == (0, 10))
    call.end()
    #expect(read(Self.table.count, root, "", 0).status == fault)
  }

  /// What a plugin keeps of an earlier call leads nowhere in the next.
  @Test func keptTooLong() throws {
    let kept = try parse()
    call.end()
    let next = PluginInvocation(model: call.model, reporter: SilentReporter())
    var (root, count) = (xpl_json_value(), 0)
    #expect(
      "[1]".withABIString { Self.table.parse?(Self.host, next.lend(), $0, &root) } == xpl_status(XPL_OK))
    let status = "".withABIString { Self.table.count?(Self.host, next.lend(), kept, $0, &count) }
    #expect(status == xpl_status(XPL_PLUGIN_FAULT) && root != kept)
  }

  /// A text is lent once, however often it is read, and stays where it is while more is read of the document.
  @Test func lending() throws {
    let words = (0..<2000).map { "\"word \($0)\"" }.joined(separator: ", ")
    let root = try parse("{\"words\": [\(words)]}")
    let first = read(Self.table.string, root, "/words/7", xpl_str()).found
    for index in 0..<2000 {
      #expect(String(read(Self.table.string, root, "/words/\(index)", xpl_str()).found) == "word \(index)")
    }
    let again = read(Self.table.string, root, "/words/7", xpl_str()).found
    #expect(again.data == first.data && String(first) == "word 7")
  }
}
