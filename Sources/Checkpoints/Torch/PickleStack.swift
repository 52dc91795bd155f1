/// The values a pickle works with: those on its stack, the marks among them, and those it has kept.
///
/// What is taken beyond a mark, or was never kept, is not there: nil.
struct PickleStack {
  private var values: [PickleValue] = []
  private var marks: [Int] = []
  private var kept: [Int: PickleValue] = [:]

  /// How many values have been kept.
  var keptCount: Int { kept.count }

  /// The topmost value above the last mark.
  var top: PickleValue? { values.count > marks.last ?? 0 ? values.last : nil }

  mutating func push(_ value: PickleValue) { values.append(value) }

  mutating func mark() { marks.append(values.count) }

  mutating func pop() -> PickleValue? { pop(1)?[0] }

  /// The topmost so many values, the lowest first.
  mutating func pop(_ count: Int) -> [PickleValue]? {
    guard values.count - (marks.last ?? 0) >= count else { return nil }
    defer { values.removeLast(count) }
    return Array(values.suffix(count))
  }

  /// All values above the last mark, which is taken away.
  mutating func popToMark() -> [PickleValue]? {
    guard let mark = marks.popLast() else { return nil }
    return pop(values.count - mark)
  }

  /// Keeps the topmost value; false where there is none.
  mutating func keep(as place: Int) -> Bool {
    guard let top else { return false }
    kept[place] = top
    return true
  }

  subscript(kept place: Int) -> PickleValue? { kept[place] }
}
