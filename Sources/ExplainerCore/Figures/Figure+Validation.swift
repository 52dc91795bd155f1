public import Diagnostics

extension Figure {
  /// Kinds are numbers below this.
  static let kindLimit = 1_000_000
  /// The numbers of places are within this from zero.
  static let placeLimit = 1_000_000_000

  /// Checks that all counts agree and all places exist, so that the figure can be drawn.
  ///
  /// - Throws: `badData`, naming the member that is wrong, what was expected there and what was found.
  public func validate() throws(ExplainerError) {
    do { try content.validate() } catch {
      throw title.isEmpty ? error : error.located(in: Self.location(title))
    }
  }

  /// What errors call the figure of this title.
  static func location(_ title: String) -> String { "figure \"\(title.prefix(60))\"" }
}

extension Figure.Content {
  func validate() throws(ExplainerError) {
    switch self {
    case .tokens(let figure): try figure.validate()
    case .matrix(let figure): try figure.validate()
    case .table(let figure): try figure.validate()
    case .bars(let figure): try figure.validate()
    case .lines(let figure): try figure.validate()
    case .text: break
    case .view(let view): try view.validate()
    }
  }

  /// Throws unless there is a kind, or nil, for each of `count` things and all kinds are numbers from 0.
  static func expect(
    _ kinds: [Int?], count: Int, of things: String, at member: String
  ) throws(ExplainerError) {
    try expect(kinds.count, equals: count, of: things, at: member)
    for (index, kind) in kinds.enumerated() {
      guard let kind, !(0..<Figure.kindLimit).contains(kind) else { continue }
      throw ExplainerError(
        .badData, "malformed figure", at: ["\(member)[\(index)]"], expected: "0…\(Figure.kindLimit - 1)",
        found: "\(kind)")
    }
  }

  /// Throws unless `count` is what it has to be.
  static func expect(
    _ count: Int, equals expected: Int, of things: String, at member: String
  ) throws(ExplainerError) {
    guard count != expected else { return }
    throw ExplainerError(
      .badData, "malformed figure", at: [member], expected: "\(expected) \(things)", found: "\(count)")
  }
}

extension TokensFigure {
  func validate() throws(ExplainerError) {
    for (index, one) in series.enumerated() {
      try Figure.Content.expect(
        one.weights.count, equals: tokens.count, of: "weights (one per token)", at: "series[\(index)].weights"
      )
      guard let kinds = one.kinds else { continue }
      try Figure.Content.expect(
        kinds, count: tokens.count, of: "kinds (one per token)", at: "series[\(index)].kinds")
      guard scale.kind != .magnitude else { continue }
      throw ExplainerError(
        .badData, "malformed figure", at: ["scale.kind"],
        expected: "\"magnitude\", because series[\(index)] has kinds", found: "\"\(scale.kind.rawValue)\"")
    }
    if let gaps {
      try Figure.Content.expect(gaps.count, equals: tokens.count, of: "gaps (one per token)", at: "gaps")
    }
    if let firstGenerated, !(0...tokens.count).contains(firstGenerated) {
      throw ExplainerError(
        .badData, "malformed figure", at: ["first_generated"], expected: "0…\(tokens.count)",
        found: "\(firstGenerated)")
    }
  }
}

extension MatrixFigure {
  func validate() throws(ExplainerError) {
    try Figure.Content.expect(values.count, equals: rows.count, of: "rows (one per row label)", at: "values")
    for (index, row) in values.enumerated() {
      try Figure.Content.expect(
        row.count, equals: columns.count, of: "values (one per column label)", at: "values[\(index)]")
    }
    if let cells {
      try Figure.Content.expect(cells.count, equals: rows.count, of: "rows (one per row label)", at: "cells")
      for (index, row) in cells.enumerated() {
        try Figure.Content.expect(
          row.count, equals: columns.count, of: "labels (one per column label)", at: "cells[\(index)]")
      }
    }
    for (index, cell) in marked.enumerated()
    where !rows.indices.contains(cell.row) || !columns.indices.contains(cell.column) {
      throw ExplainerError(
        .badData, "malformed figure", at: ["marked[\(index)]"],
        expected: "a cell of \(rows.count) rows and \(columns.count) columns",
        found: "row \(cell.row), column \(cell.column)")
    }
  }
}

extension TableFigure {
  func validate() throws(ExplainerError) {
    for (index, column) in columns.enumerated() {
      let bounds = -Figure.placeLimit...Figure.placeLimit
      guard !bounds.contains(column.firstPlace) else { continue }
      throw ExplainerError(
        .badData, "malformed figure", at: ["columns[\(index)].first_place"], expected: "\(bounds)",
        found: "\(column.firstPlace)")
    }
    for (index, row) in rows.enumerated() {
      try Figure.Content.expect(
        row.count, equals: columns.count, of: "cells (one per column)", at: "rows[\(index)]")
    }
    if let rowKinds {
      try Figure.Content.expect(rowKinds, count: rows.count, of: "kinds (one per row)", at: "row_kinds")
    }
  }
}

extension BarsFigure {
  func validate() throws(ExplainerError) {
    for (index, bar) in bars.enumerated() where bar.value < 0 {
      throw ExplainerError(
        .badData, "malformed figure", at: ["bars[\(index)].value"], expected: "a length of at least 0",
        found: "\(bar.value)")
    }
    if let maximum, !(maximum > 0) {
      throw ExplainerError(
        .badData, "malformed figure", at: ["maximum"], expected: "a number above 0", found: "\(maximum)")
    }
  }
}

extension LinesFigure {
  func validate() throws(ExplainerError) {
    for (index, line) in lines.enumerated() {
      try Figure.Content.expect(
        line.values.count, equals: places.count, of: "values (one per place)", at: "lines[\(index)].values")
    }
  }
}

extension ViewFigure {
  func validate() throws(ExplainerError) {
    guard Self.isModuleName(module) else {
      throw ExplainerError(
        .badData, "malformed figure", at: ["module"], expected: "small letters, digits and underscores",
        found: "\"\(module.prefix(60))\"")
    }
    guard !fallback.isEmpty else {
      throw ExplainerError(
        .badData, "malformed figure", at: ["fallback"], expected: "at least one figure", found: "none")
    }
    for (index, figure) in fallback.enumerated() {
      if case .view = figure.content {
        throw ExplainerError(
          .badData, "malformed figure", at: ["fallback[\(index)].type"], expected: Self.expectedFallback,
          found: "a view")
      }
      do { try figure.validate() } catch { throw error.located(in: "fallback[\(index)]") }
    }
  }
}
