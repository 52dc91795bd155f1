import JSON

/// A heat map: a value for every row and column, printed in its cell.
public struct MatrixFigure: Sendable, Hashable {
  /// What one row is, such as `layer`.
  public var rowTitle: String
  /// The rows' labels.
  public var rows: [Label]
  /// What one column is, such as `rank`.
  public var columnTitle: String
  /// The columns' labels.
  public var columns: [Label]
  /// The values, row by row; nil leaves a cell empty.
  public var values: [[Double?]]
  /// What cells say beside their value (a token), row by row; nil where cells hold only their value.
  public var cells: [[Label]]?
  /// Cells to outline (row, column), such as where the final answer appears.
  public var marked: [Cell]
  /// What an outline means; empty where nothing is marked.
  public var markMeaning: String
  /// How values are printed.
  public var style: NumberStyle
  /// How values are coloured.
  public var scale: ColourScale

  /// The place of a cell.
  public struct Cell: Sendable, Hashable {
    /// The row, from 0.
    public var row: Int
    /// The column, from 0.
    public var column: Int

    /// Creates a place.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// Creates a heat map.
  public init(
    rowTitle: String, rows: [Label], columnTitle: String, columns: [Label], values: [[Double?]],
    cells: [[Label]]? = nil, marked: [Cell] = [], markMeaning: String = "", style: NumberStyle,
    scale: ColourScale
  ) {
    self.rowTitle = rowTitle
    self.rows = rows
    self.columnTitle = columnTitle
    self.columns = columns
    self.values = values
    self.cells = cells
    self.marked = marked
    self.markMeaning = markMeaning
    self.style = style
    self.scale = scale
  }
}

extension MatrixFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("row_title", .string(rowTitle)), ("rows", .array(rows.map(\.json))),
      ("column_title", .string(columnTitle)), ("columns", .array(columns.map(\.json))),
      ("values", .array(values.map { row in .array(row.map { JSONValue(figureNumber: $0) }) })),
    ]
    if let cells { members.append(("cells", .array(cells.map { row in .array(row.map(\.json)) }))) }
    if !marked.isEmpty { members.append(("marked", .array(marked.map { JSONValue([$0.row, $0.column]) }))) }
    if !markMeaning.isEmpty { members.append(("mark_meaning", .string(markMeaning))) }
    return members + [("style", style.json), ("scale", scale.json)]
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    var cells: [[Label]]?
    if reader["cells"] != nil {
      cells = try reader.elements("cells") { row throws(JSONReadingError) in
        try JSONReader.row(row, Label.init(json:))
      }
    }
    self.init(
      rowTitle: try reader.optionalString("row_title") ?? "", rows: try reader.labels("rows"),
      columnTitle: try reader.optionalString("column_title") ?? "", columns: try reader.labels("columns"),
      values: try reader.elements("values", required: true, JSONReader.numbers), cells: cells,
      marked: try reader.elements("marked", "[row, column]", Cell.init(json:)),
      markMeaning: try reader.optionalString("mark_meaning") ?? "",
      style: try reader.member("style", NumberStyle.init(json:)),
      scale: try reader.member("scale", ColourScale.init(json:)))
  }
}

extension MatrixFigure.Cell {
  fileprivate init?(json: JSONValue) {
    guard json.array?.count == 2, let row = json[0]?.int, let column = json[1]?.int else { return nil }
    self.init(row: row, column: column)
  }
}
