/// Numbers that do not follow each other row by row: a view of others, such as their transpose.
struct StridedBytes {
  private let bytes: UnsafeRawBufferPointer
  private let shape: [Int]
  private let strides: [Int]
  private let size: Int

  /// Numbers of `size` bytes each; the last one lies within `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: from the first number on.
  ///   - shape: their extents.
  ///   - strides: how many numbers lie between one index and the next, one an extent, from 0.
  ///   - size: bytes of one number: 2, 4 or 8.
  init(_ bytes: UnsafeRawBufferPointer, shape: [Int], strides: [Int], size: Int) {
    self.bytes = bytes
    self.shape = shape
    self.strides = strides
    self.size = size
  }

  /// The same numbers row by row.
  ///
  /// - Complexity: O(count); a row that lies together is copied at once.
  func rows() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: shape.reduce(1, *) * size) { out, count in
      let target = UnsafeMutableRawBufferPointer(out)
      copy(extent: 0, from: 0, to: target, &count)
    }
  }

  /// Copies what lies below one index of the outer extents.
  private func copy(
    extent: Int, from start: Int, to target: UnsafeMutableRawBufferPointer, _ done: inout Int
  ) {
    guard extent < shape.count else { return move(1, from: start, to: target, &done) }
    if extent == shape.count - 1, strides[extent] == 1 {
      return move(shape[extent], from: start, to: target, &done)
    }
    for index in 0..<shape[extent] {
      copy(extent: extent + 1, from: start + index * strides[extent], to: target, &done)
    }
  }

  private func move(
    _ count: Int, from start: Int, to target: UnsafeMutableRawBufferPointer, _ done: inout Int
  ) {
    let end = done + count * size
    UnsafeMutableRawBufferPointer(rebasing: target[done..<end])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start * size..<(start + count) * size]))
    done = end
  }
}
