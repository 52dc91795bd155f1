/// The whole numbers of a `range`.
struct TemplateRange: Sendable, Hashable {
  let start: Int
  let stop: Int
  let step: Int

  /// How many numbers there are; at most `Int.max`.
  var count: Int {
    let (span, overflows) =
      step > 0
      ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    guard !overflows else { return (start < stop) == (step > 0) ? Int.max : 0 }
    return span > 0 ? (span - 1) / Int(clamping: step.magnitude) + 1 : 0
  }

  var elements: [TemplateValue] { (0..<count).map { .integer(start + $0 * step) } }

  var text: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
}
