import Diagnostics
package import JSON

/// What a check found.
public struct ConformanceFinding: Sendable, Hashable {
  /// Whether the plugin did what it should.
  public var passed: Bool
  /// What was seen: the fault, or what the check measured.
  public var note: String

  package static func passed(_ note: String) -> ConformanceFinding {
    ConformanceFinding(passed: true, note: note)
  }
  package static func failed(_ note: String) -> ConformanceFinding {
    ConformanceFinding(passed: false, note: note)
  }

  package var json: JSONValue { ["passed": .bool(passed), "note": .string(note)] }

  package init(passed: Bool, note: String) {
    self.passed = passed
    self.note = note
  }

  /// Reads the finding that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "the finding")
    self.init(passed: try reader.bool("passed"), note: try reader.string("note").asOneLine)
  }
}
