/// A dense, row-major array of numbers that codes and scales stand for, where those lie: what quantised weights of Hugging
/// Face are stored as.
///
/// A value: copies share the memory. It is widened where it is read. Rows, along the last extent, need not be those in which
/// the codes lie.
public struct CodedTensor: Sendable {
  /// The extents, outermost first.
  public let shape: [Int]
  let store: CodeStore
  /// The first number's place.
  let offset: Int

  init(shape: [Int], store: CodeStore, offset: Int) {
    self.shape = shape
    self.store = store
    self.offset = offset
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The same elements under another shape of equal count.
  ///
  /// - Precondition: the count is equal.
  public func reshaped(_ shape: [Int]) -> CodedTensor {
    precondition(shape.reduce(1, *) == count, "shape \(self.shape) as \(shape)")
    return CodedTensor(shape: shape, store: store, offset: offset)
  }

  /// Some rows of a `[R, …]` tensor, where they lie.
  ///
  /// - Precondition: the range lies within the rows.
  public func rows(_ range: Range<Int>) -> CodedTensor {
    precondition(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
    let inner = Array(shape.dropFirst())
    return CodedTensor(
      shape: [range.count] + inner, store: store, offset: offset + range.lowerBound * inner.reduce(1, *))
  }

  /// The rows with these numbers, where they lie, `[R, C]`; nil where the codes lie in other rows.
  ///
  /// - Precondition: every index is a row.
  func selectingRows(_ indices: [Int]) -> CodedTensor? {
    precondition(shape.count == 2, "rows of shape \(shape)")
    precondition(indices.allSatisfy { $0 >= 0 && $0 < shape[0] }, "rows outside of \(shape)")
    let width = shape[1]
    guard width > 0, width == store.codes.columns, offset % width == 0 else { return nil }
    let rows = indices.map { store.row(offset / width + $0) }
    return CodedTensor(shape: [indices.count, width], store: store.with(rows: rows), offset: 0)
  }
}
