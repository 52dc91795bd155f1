/// A table of words for the terminal: columns aligned, two blanks between them.
struct PlainTable {
  private var rows: [[String]]

  /// A table with these headings.
  init(_ headings: [String]) { rows = [headings] }

  /// Adds a row with one word per heading.
  mutating func append(_ row: [String]) { rows.append(row) }

  /// The table.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
