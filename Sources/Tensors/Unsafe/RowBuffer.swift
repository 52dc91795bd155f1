/// Rows that are added one block at a time and read as one matrix: the keys or values of a generation so far.
///
/// Not `Sendable`: it belongs to one generation. Views taken earlier stay valid; they see the rows that were
/// there.
public final class RowBuffer {
  /// The width of a row.
  public let columns: Int
  /// The rows there is room for.
  public let capacity: Int
  /// The rows so far.
  public private(set) var count = 0
  private let storage: TensorStorage

  /// An empty buffer for up to `capacity` rows.
  public init(columns: Int, capacity: Int) {
    self.columns = columns
    self.capacity = capacity
    storage = TensorStorage(count: columns * capacity)
  }

  /// Adds rows.
  ///
  /// - Precondition: they fit.
  public func append(_ rows: MatrixView) {
    precondition(rows.columns == columns && count + rows.rows <= capacity, "rows do not fit the buffer")
    if let start = storage.writableElements?.baseAddress { rows.copy(to: start + count * columns) }
    count += rows.rows
  }

  /// A buffer with the same rows and as much room.
  public func copy() -> RowBuffer {
    let other = RowBuffer(columns: columns, capacity: capacity)
    if count > 0 { other.append(matrix) }
    return other
  }

  /// All rows so far, `[count, columns]`.
  public var matrix: MatrixView {
    MatrixView(storage: storage, offset: 0, rows: count, columns: columns, stride: columns)
  }

  /// All rows so far, `[count, columns]`, sharing memory.
  public var tensor: Tensor { Tensor(shape: [count, columns], storage: storage, offset: 0) }
}
