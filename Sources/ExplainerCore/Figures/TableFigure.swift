/// A table of words, numbers, tokens and sparklines.
public struct TableFigure: Sendable, Hashable {
  /// The columns, most important first where `importance` says so.
  public var columns: [Column]
  /// The rows; each has one cell per column.
  public var rows: [[Cell]]
  /// What each row is a kind of (a factor, a head), from 0, one per row: the hue of its sparklines and of a swatch
  /// before its first cell; nil for a row, or for all of them, leaves them without one.
  public var rowKinds: [Int?]?

  /// A column.
  public struct Column: Sendable, Hashable {
    /// The heading.
    public var title: String
    /// Columns of least importance are the first to go where space is short; equal ones from the right.
    public var importance: Int
    /// What one value of the column's sparklines stands for, such as `position` or `layer`; empty where it has none.
    public var placeTitle: String
    /// The number of the first value of its sparklines, such as the first layer read.
    public var firstPlace: Int
    /// Whether its sparklines share one scale; else each ends at its own greatest value.
    public var sharesScale: Bool

    /// Creates a column.
    public init(
      _ title: String, importance: Int = 1, placeTitle: String = "", firstPlace: Int = 0,
      sharesScale: Bool = false
    ) {
      self.title = title
      self.importance = importance
      self.placeTitle = placeTitle
      self.firstPlace = firstPlace
      self.sharesScale = sharesScale
    }
  }

  /// A cell.
  public enum Cell: Sendable, Hashable {
    /// Words or a token.
    case label(Label)
    /// A number, aligned right.
    case number(Double, NumberStyle)
    /// Several tokens, most important first; those that do not fit are cut off with `…`.
    case tokens([Label])
    /// A sparkline over places in order, its values printed in this style; it starts at 0, or at the least value where
    /// that is below 0, and nil leaves a gap.
    case series([Double?], NumberStyle)
    /// Nothing.
    case empty
  }

  /// Creates a table.
  public init(columns: [Column], rows: [[Cell]], rowKinds: [Int?]? = nil) {
    self.columns = columns
    self.rows = rows
    self.rowKinds = rowKinds
  }
}
