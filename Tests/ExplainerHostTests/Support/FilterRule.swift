import CWorkerSystem

/// A system call that the worker's filter looks for, as its own lists have it.
struct FilterRule {
  /// `socket`, or where one argument decides, `prctl(0x23)`.
  let text: String
  let number: Int32
  /// The place of the argument that decides; -1 where none does.
  let argument: Int32
  let value: UInt32
  /// Whether it is one of the few that are allowed, and all others are refused.
  let isAllowed: Bool

  /// All that the filter lists.
  static var all: [FilterRule] {
    var found: [FilterRule] = []
    var rule = worker_rule()
    while worker_rule_at(found.count, &rule) != 0 {
      let name = String(cString: rule.name)
      found.append(
        FilterRule(
          text: rule.argument < 0
            ? name : "\(name)(0x\(String(rule.value, radix: 16, uppercase: true)))",
          number: rule.number, argument: rule.argument, value: rule.value, isAllowed: rule.is_allowed != 0))
    }
    return found
  }
}
