/// A window of rows on a tensor's memory, rows `stride` elements apart: some columns of a matrix without
/// copying them.
public struct MatrixView: Sendable {
  let storage: TensorStorage
  let offset: Int
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Elements from the start of one row to the start of the next.
  public let stride: Int

  init(storage: TensorStorage, offset: Int, rows: Int, columns: Int, stride: Int) {
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }
}

extension MatrixView {
  /// Some of the columns, over the same memory.
  ///
  /// - Precondition: `range` lies within the columns.
  public func columns(_ range: Range<Int>) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return MatrixView(
      storage: storage, offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Some of the rows, over the same memory.
  ///
  /// - Precondition: `range` lies within the rows.
  public func rows(_ range: Range<Int>) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return MatrixView(
      storage: storage, offset: offset + range.lowerBound * stride, rows: range.count, columns: columns,
      stride: stride)
  }

  /// Head `head` of rows that hold `heads` heads side by side: `[T, H·d]` → `[T, d]`.
  ///
  /// - Precondition: `heads` divides the columns.
  public func head(_ head: Int, of heads: Int) -> MatrixView {
    let size = columns / heads
    precondition(size * heads == columns, "\(columns) columns for \(heads) heads")
    return columns(head * size..<(head + 1) * size)
  }
}

extension Tensor {
  /// The whole of a `[R, C]` tensor as a view.
  public var matrix: MatrixView {
    precondition(rank == 2, "a matrix of shape \(shape)")
    return MatrixView(storage: storage, offset: offset, rows: shape[0], columns: shape[1], stride: shape[1])
  }

  /// Some columns of a `[R, C]` tensor, not copied.
  public func columns(_ range: Range<Int>) -> MatrixView { matrix.columns(range) }

  /// Some rows of a `[R, …]` tensor, sharing storage.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
    let inner = Array(shape.dropFirst())
    return Tensor(
      shape: [range.count] + inner, storage: storage, offset: offset + range.lowerBound * inner.reduce(1, *))
  }
}
