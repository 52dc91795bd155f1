internal import CKernels

/// Scores, the pattern or a gradient of one head, `[T, S]`, in memory that is used for one head after the other.
struct HeadMatrix {
  let storage: TensorStorage
  let offset: Int
  let rows: Int
  let columns: Int
  /// The keys that query 0 sees; see `AttentionMask.span`.
  let span: Range<Int>

  /// A matrix within memory that exists.
  init(storage: TensorStorage, offset: Int = 0, rows: Int, columns: Int, span: Range<Int>) {
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.span = span
  }

  /// A matrix of the same shape in memory of its own, which is to be written before it is read.
  func another() -> HeadMatrix {
    HeadMatrix(storage: TensorStorage(count: count), rows: rows, columns: columns, span: span)
  }

  var count: Int { rows * columns }

  /// All of it.
  var whole: [HeadBlock] { [HeadBlock(queries: 0..<rows, keys: 0..<columns)] }

  /// What queries see of it, about.
  var seen: [HeadBlock] { HeadBlock.blocks(queries: rows, keys: columns, span: span) }

  var matrix: MatrixView {
    MatrixView(storage: storage, offset: offset, rows: rows, columns: columns, stride: columns)
  }

  /// The elements of a block.
  func part(_ block: HeadBlock) -> MatrixView { matrix.rows(block.queries).columns(block.keys) }

  /// Makes the elements of a block `scale · first · secondᵀ`, of whose rows those of the block are taken.
  func write(_ first: MatrixView, _ second: MatrixView, scale: Float = 1, in block: HeadBlock) {
    write {
      MatrixProduct.write(
        first.rows(block.queries), second.rows(block.keys), transposingSecond: true, scale: scale,
        to: $0 + block.queries.lowerBound * columns + block.keys.lowerBound, stride: columns)
    }
  }

  /// Calls `body` with the elements.
  func write(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    if let base = storage.writableElements?.baseAddress { body(base + offset) }
  }

  /// Takes over the elements of a matrix of the same shape.
  func copy(_ other: HeadMatrix) { write { other.matrix.copy(to: $0) } }

  /// Puts `value` wherever a query does not see a key.
  func hide(_ value: Float) {
    write { ck_mask_rows($0, rows, columns, span.lowerBound, span.upperBound, value) }
  }

  /// Caps the scores of a block.
  func softcap(_ cap: Float, in block: HeadBlock) {
    write {
      for row in block.queries {
        ck_softcap($0 + row * columns + block.keys.lowerBound, cap, block.keys.count)
      }
    }
  }

  /// Makes scores a pattern.
  ///
  /// - Parameter sink: one more score of each query, whose weight is not kept; −∞ for none.
  func softmax(sink: Float) {
    write { ck_softmax_rows($0, rows, columns, span.lowerBound, span.upperBound, sink) }
  }

  /// Makes the gradient of `pattern` that of the scores.
  func softmaxBackward(pattern: HeadMatrix) {
    write { gradient in
      pattern.write {
        ck_softmax_backward_rows($0, gradient, rows, columns, span.lowerBound, span.upperBound)
      }
    }
  }

  /// Makes the gradient of capped scores that of scores, of a block; `capped` holds the capped ones.
  func softcapBackward(capped: HeadMatrix, cap: Float, in block: HeadBlock) {
    write { gradient in
      capped.write { capped in
        for row in block.queries {
          let start = row * columns + block.keys.lowerBound
          ck_softcap_backward(capped + start, cap, block.keys.count, gradient + start)
        }
      }
    }
  }

  /// Lets `edit` have the elements as a tensor, and takes them over from it.
  ///
  /// - Parameter scratch: a tensor of this shape, for its memory: `edit` may keep the tensor, and then it is replaced.
  func apply(_ edit: Attention.HeadEdit, head: Int, scratch: inout Tensor) {
    if scratch.shape != [rows, columns] { scratch = Tensor(shape: [rows, columns], writing: { _ in }) }
    write { elements in
      scratch.update { $0.baseAddress?.update(from: elements, count: count) }
      edit(head, &scratch)
      precondition(scratch.shape == [rows, columns], "an edit made \([rows, columns]) \(scratch.shape)")
      scratch.withUnsafeElements {
        if let base = $0.baseAddress { elements.update(from: base, count: count) }
      }
    }
  }
}
