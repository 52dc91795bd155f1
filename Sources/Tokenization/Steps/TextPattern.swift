import Diagnostics

/// What a component looks for: `{"String": "…"}` or `{"Regex": "…"}`.
enum TextPattern {
  /// These bytes.
  case text([UInt8])
  /// What a regular expression finds.
  case expression(SplitPattern)

  /// What `field` says.
  init(_ field: FieldReader) throws(ExplainerError) {
    if let text = try field["String"].string() {
      guard !text.isEmpty else { throw field.unsupported("looking for nothing is not supported") }
      self = .text(Array(text.utf8))
      return
    }
    let expression = field["Regex"]
    guard let text = try expression.string() else { throw field.mismatch("'String' or 'Regex'") }
    self = .expression(try expression.pattern { () throws(SplitPatternProblem) in try SplitPattern(text) })
  }

  /// A pattern that finds it, for cutting.
  func pattern(_ behavior: SplitBehavior, isInverted: Bool) throws(SplitPatternProblem) -> SplitPattern {
    switch self {
    case .text(let bytes):
      let terms = String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
        SplitTerm.run(ScalarSet($0.value), least: 1, most: 1)
      }
      return try SplitPattern([terms], behavior, isInverted: isInverted)
    case .expression(var pattern):
      pattern.behavior = behavior
      pattern.isInverted = isInverted
      return pattern
    }
  }
}
