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

  /// Reads the finding that this same program wrote; nil where it is not one.
  package init?(json: JSONValue) {
    guard let passed = json["passed"]?.bool, let note = json["note"]?.string else { return nil }
    self.init(passed: passed, note: note)
  }
}
