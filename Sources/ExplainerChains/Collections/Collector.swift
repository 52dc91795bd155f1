import ExplainerCore
import JSON

/// Gathers one collection while the points go by.
struct Collector {
  private let collection: Collection
  private var rows: [[JSONValue]] = []
  private var means: [RunningMean] = []
  /// The indices of means by their labels.
  private var indices: [String: Int] = [:]
  /// The most values of one mean.
  private var longest = 0
  private var leftOut = 0

  /// How many values the means may have together, each as long as the longest: they are drawn side by side.
  private static let mostValues = 10_000_000
  /// How wide a matrix may be.
  private static let widest = 1_000_000

  init(_ collection: Collection) { self.collection = collection }

  /// Notes that a point had nothing to give.
  mutating func leaveOut() { leftOut += 1 }

  /// Takes what a point gives.
  ///
  /// - Throws: for expressions without a value.
  mutating func add(_ scope: Scope) throws(ValueTemplate.Failure) {
    switch collection.kind {
    case .table(let columns, let each):
      guard let each else { return rows.append(try Self.row(columns, scope)) }
      for (index, element) in try Self.list(each, scope).enumerated() {
        rows.append(try Self.row(columns, scope.with("each", element).with("each_index", .integer(index))))
      }
    case .curves(let label, let values, _):
      let name: String
      do { name = try label.template.text(in: scope) } catch { throw .init(error: error, path: label.path) }
      try add(try numbers(values, scope).flatMap { $0 }, to: name, width: 0)
    case .mean(let values, let wrap):
      let matrix = try numbers(values, scope)
      var width = matrix.first?.count ?? 0
      if let wrap {
        do throws(ExpressionError) {
          guard let count = try wrap.expression.value(in: scope).int, (1...Self.widest).contains(count) else {
            throw ExpressionError("'wrap' is no whole number from 1 to \(Self.widest)")
          }
          width = count
        } catch { throw .init(error: error, path: wrap.path) }
      }
      try add(matrix.flatMap { $0 }, to: "", width: width)
    }
  }

  private mutating func add(_ values: [Double?], to label: String, width: Int) throws(ValueTemplate.Failure) {
    let index = indices[label] ?? means.count
    let (most, count) = (max(longest, values.count, 1), max(means.count, index + 1))
    guard count <= Self.mostValues / most else {
      throw .init(
        error: ExpressionError(
          "\(count) labels with up to \(most) values are more than \(Self.mostValues) together"),
        path: collection.path)
    }
    longest = most
    if index == means.count {
      means.append(RunningMean(label: label, width: width))
      indices[label] = index
    }
    guard means[index].width == width else {
      throw .init(
        error: ExpressionError("rows of \(width) values, where others had \(means[index].width)"),
        path: collection.path)
    }
    means[index].add(values)
  }

  private static func row(
    _ columns: [ValueTemplate.Member], _ scope: Scope
  ) throws(ValueTemplate.Failure) -> [JSONValue] {
    var row: [JSONValue] = []
    for column in columns { row.append(try column.value.value(in: scope)) }
    return row
  }

  private static func list(_ each: LocatedExpression, _ scope: Scope) throws(ValueTemplate.Failure)
    -> [JSONValue]
  {
    do throws(ExpressionError) {
      guard let list = try each.expression.value(in: scope).array else {
        throw ExpressionError("'each' is not a list")
      }
      return list
    } catch { throw .init(error: error, path: each.path) }
  }

  /// Numbers row by row; a list of numbers is one row.
  private func numbers(_ template: ValueTemplate, _ scope: Scope) throws(ValueTemplate.Failure) -> [[Double?]]
  {
    let value = try template.value(in: scope)
    let rows = value.array.map { $0.contains { $0.array != nil } ? $0 : [value] } ?? []
    let read = rows.compactMap { row -> [Double?]? in
      guard let cells = row.array, cells.allSatisfy({ $0.isNull || $0.double != nil }) else { return nil }
      return cells.map(\.double)
    }
    guard !read.isEmpty, read.count == rows.count else {
      throw .init(
        error: ExpressionError("'values' is \(value.kindName) of something else than numbers"),
        path: collection.path)
    }
    return read
  }

  // MARK: - What was gathered

  /// Everything so far.
  var data: CollectedData {
    switch collection.kind {
    case .table(let columns, _):
      return data(
        columns.map(\.key), rows, .table(CollectedFigures.table(columns.map(\.key), rows)))
    case .curves(_, _, let isRank):
      let values = means.map { ($0.label, $0.values) }
      let across = collection.across.isEmpty ? "place" : collection.across
      return data(
        ["label", across, collection.quantity.isEmpty ? "value" : collection.quantity],
        means.flatMap { mean in
          mean.values.enumerated().map {
            [.string(mean.label), .integer($0), $1.map { .number($0) } ?? .null]
          }
        }, .lines(CollectedFigures.lines(values, collection, isRank: isRank)), note: meansNote)
    case .mean:
      let matrix = CollectedFigures.matrix(
        means.first?.values ?? [], width: means.first?.width ?? 0, collection)
      let names = [matrix.rowTitle, matrix.columnTitle].map { $0.isEmpty ? "place" : $0 }
      return data(
        [names[0], names[1], collection.quantity.isEmpty ? "mean" : collection.quantity],
        matrix.values.enumerated().flatMap { row, values in
          values.enumerated().map { [.integer(row), .integer($0), $1.map { .number($0) } ?? .null] }
        }, .matrix(matrix), note: "Means over \(Self.points(means.first?.points ?? 0)).")
    }
  }

  /// Over how many points the lines are averaged; nil where they are not.
  private var meansNote: String? {
    let counts = Set(means.map(\.points))
    guard let most = counts.max(), most > 1 else { return nil }
    return counts.count == 1
      ? "Each line is the mean of \(Self.points(most))."
      : "Lines are means: " + means.map { "\($0.label) of \(Self.points($0.points))" }.joined(separator: ", ")
        + "."
  }

  private static func points(_ count: Int) -> String { "\(count) \(count == 1 ? "point" : "points")" }

  private func data(
    _ columns: [String], _ rows: [[JSONValue]], _ content: Figure.Content, note: String? = nil
  ) -> CollectedData {
    var sentences = [collection.caption, note].compactMap { $0 }.filter { !$0.isEmpty }
    if leftOut > 0 {
      let verb = leftOut == 1 ? "is" : "are"
      sentences.append("\(Self.points(leftOut)) \(verb) missing: a step they need has no result.")
    }
    return CollectedData(
      id: collection.id, columns: columns, rows: rows, leftOut: leftOut,
      figure: Figure(title: collection.title, caption: sentences.joined(separator: " "), content: content))
  }
}
