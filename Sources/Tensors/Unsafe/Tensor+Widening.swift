internal import CKernels

extension Tensor {
  /// A tensor of half-precision numbers, widened; exact.
  ///
  /// - Parameters:
  ///   - shape: the extents.
  ///   - words: the numbers' 16 bits each, little-endian, any alignment.
  ///   - isBrain: whether they are bfloat16 rather than IEEE binary16.
  /// - Precondition: as many numbers as the shape says.
  public init(shape: [Int], widening words: UnsafeRawBufferPointer, isBrain: Bool) {
    let count = shape.reduce(1, *)
    precondition(words.count == 2 * count, "\(words.count) bytes for shape \(shape)")
    self.init(
      shape: shape,
      writing: { out in
        guard let base = words.baseAddress else { return }
        // The compiler's vector loads need no alignment, but a pointer to 16-bit words must have it.
        if UInt(bitPattern: base) % 2 == 0 {
          let halves = base.assumingMemoryBound(to: UInt16.self)
          if isBrain { ck_widen_bf16(halves, count, out) } else { ck_widen_f16(halves, count, out) }
        } else {
          let halves = (0..<count).map { words.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
          if isBrain { ck_widen_bf16(halves, count, out) } else { ck_widen_f16(halves, count, out) }
        }
      })
  }
}
