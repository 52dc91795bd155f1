/// What is left of a template's limits.
struct TemplateBudget {
  let limits: TemplateLimits
  private var steps = 0
  private var depth = 0

  init(_ limits: TemplateLimits) { self.limits = limits }

  /// Counts steps.
  mutating func charge(_ count: Int = 1) throws(TemplateProblem) {
    let (sum, overflows) = steps.addingReportingOverflow(count)
    guard !overflows, sum <= limits.steps else {
      throw TemplateProblem("it takes more than \(limits.steps) steps", kind: .limit)
    }
    steps = sum
  }

  mutating func enter() throws(TemplateProblem) {
    depth += 1
    guard depth <= limits.depth else {
      throw TemplateProblem("it calls itself, or is nested, more than \(limits.depth) deep", kind: .limit)
    }
  }

  mutating func leave() { depth -= 1 }

  /// Puts a part behind a text.
  mutating func append(_ part: TemplateText, to text: inout TemplateText) throws(TemplateProblem) {
    try reserve(text.bytes.count + part.bytes.count, more: part.bytes.count)
    text.append(part)
  }

  /// Puts a part behind a text.
  mutating func append(_ part: String, to text: inout TemplateText) throws(TemplateProblem) {
    try reserve(text.bytes.count + part.utf8.count, more: part.utf8.count)
    text.append(part)
  }

  /// Makes sure that a text may have so many bytes, before it has them.
  ///
  /// - Parameters:
  ///   - bytes: how many it will have.
  ///   - more: how many of them are new; all where it is nil.
  mutating func reserve(_ bytes: Int, more: Int? = nil) throws(TemplateProblem) {
    guard bytes <= limits.text else {
      throw TemplateProblem("a text has more than \(limits.text) bytes", kind: .limit)
    }
    try charge(1 + (more ?? bytes) / 64)
  }

  /// A text some times over.
  mutating func repeated(_ text: TemplateText, _ count: Int) throws(TemplateProblem) -> TemplateText {
    guard count > 0, !text.isEmpty else { return TemplateText("") }
    let (bytes, overflows) = text.bytes.count.multipliedReportingOverflow(by: count)
    try reserve(overflows ? Int.max : bytes)
    return text.derived(Array(repeatElement(text.bytes, count: count).joined()))
  }

  /// Counts what a value holds, and makes sure that it is not too deep.
  mutating func check(_ value: TemplateValue, depth: Int = 0) throws(TemplateProblem) {
    guard depth <= limits.depth else {
      throw TemplateProblem("a value is nested more than \(limits.depth) deep", kind: .limit)
    }
    let elements: [TemplateValue]
    switch value {
    case .list(let list), .tuple(let list), .view(_, let list): elements = list
    case .dictionary(let dictionary): elements = dictionary.values + dictionary.keys
    default: return
    }
    try charge(elements.count)
    for element in elements { try check(element, depth: depth + 1) }
  }
}
