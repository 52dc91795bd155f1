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
