/// Gradients of heads side by side, `[R, H·d]`, 0 until something is written.
struct HeadGradients {
  let rows: Int
  let heads: Int
  let width: Int
  private let storage: TensorStorage

  /// Gradients of `heads` heads of `width` columns.
  init(rows: Int, heads: Int, width: Int) {
    self.rows = rows
    self.heads = heads
    self.width = width
    storage = TensorStorage(count: rows * heads * width, filling: { _ in })
  }

  /// The whole, once nothing is written any more.
  var tensor: Tensor { Tensor(shape: [rows, heads * width], storage: storage, offset: 0) }

  /// Makes rows of one head's gradient, those of the block's queries, `first · second`, of which the block's part is
  /// taken.
  func write(_ first: HeadMatrix, _ second: MatrixView, to head: Int, in block: HeadBlock) {
    guard let base = storage.writableElements?.baseAddress else { return }
    MatrixProduct.write(
      first.part(block), second.rows(block.keys), transposingSecond: false,
      to: base + block.queries.lowerBound * heads * width + head * width, stride: heads * width)
  }

  /// Adds `firstᵀ · second` to rows of one head's gradient, those of the block's keys; the block's part is taken.
  func add(_ first: HeadMatrix, _ second: MatrixView, to head: Int, in block: HeadBlock) {
    add(first.part(block), second.rows(block.queries), to: head, from: block.keys.lowerBound)
  }

  /// Adds `firstᵀ · second` to one head's gradient, from row `row` on.
  func add(_ first: MatrixView, _ second: MatrixView, to head: Int, from row: Int = 0) {
    guard let base = storage.writableElements?.baseAddress else { return }
    MatrixProduct.addOfTransposed(
      first, second, to: base + row * heads * width + head * width, stride: heads * width)
  }
}
