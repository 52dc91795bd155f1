extension MatrixView {
  /// Calls `body` with the address of the first element; valid during the call only.
  func withUnsafeBase<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result? {
    try withExtendedLifetime(storage) { try storage.elements.baseAddress.map { try body($0 + offset) } }
  }

  /// Copies the rows, made dense, to `target`.
  func copy(to target: UnsafeMutablePointer<Float>) {
    withUnsafeBase { base in
      for row in 0..<rows { (target + row * columns).update(from: base + row * stride, count: columns) }
    }
  }

  /// The window as a tensor of its own, `[R, C]`.
  public var dense: Tensor { Tensor(shape: [rows, columns], writing: { copy(to: $0) }) }

  /// Heads put side by side, taken apart: `[T, H·d]` → `[H, T, d]`.
  public func splitHeads(_ heads: Int) -> Tensor {
    let size = columns / heads
    return Tensor(
      shape: [heads, rows, size],
      writing: { memory in
        for index in 0..<heads { head(index, of: heads).copy(to: memory + index * rows * size) }
      })
  }
}
