/// A table of words and numbers.
public struct TableFigure: Sendable, Hashable {
  /// The columns, most important first where `importance` says so.
  public var columns: [Column]
  /// The rows; each has one cell per column.
  public var rows: [[Cell]]

  /// A column.
  public struct Column: Sendable, Hashable {
    /// The heading.
    public var title: String
    /// Columns of least importance are the first to go where space is short; equal ones from the right.
    public var importance: Int

    /// Creates a column.
    public init(_ title: String, importance: Int = 1) {
      self.title = title
      self.importance = importance
    }
  }

  /// A cell.
  public enum Cell: Sendable, Hashable {
    /// Words or a token.
    case label(Label)
    /// A number, aligned right.
    case number(Double, NumberStyle)
    /// Nothing.
    case empty
  }

  /// Creates a table.
  public init(columns: [Column], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }
}
