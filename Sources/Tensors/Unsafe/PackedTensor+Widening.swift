internal import CKernels

extension PackedTensor {
  /// A tensor over numbers of someone else, not copied; `owner` keeps them valid and is kept alive.
  ///
  /// - Precondition: from `base` on there are the numbers of `shape`, which do not change while `owner` lives.
  init(shape: [Int], format: PackedFormat, borrowing base: UnsafeRawPointer, owner: any Sendable) {
    precondition((shape.last ?? 1) % format.blockNumbers == 0, "\(shape) cuts blocks of \(format)")
    self.init(shape: shape, format: format, memory: PackedMemory(borrowing: base, owner: owner), offset: 0)
  }

  /// All of it as 32-bit floats.
  public var widened: Tensor {
    Tensor(shape: shape, writing: { widen(from: 0, count, to: $0) })
  }

  /// The rows with these numbers as 32-bit floats: `[R, C]` → `[indices, C]`.
  ///
  /// - Precondition: every index is a row.
  public func gatheringRows(_ indices: [Int]) -> Tensor {
    let width = width(of: indices)
    return Tensor(
      shape: [indices.count, width],
      writing: { out in
        for (place, index) in indices.enumerated() {
          widen(from: index * width, width, to: out + place * width)
        }
      })
  }

  /// The rows with these numbers as they are.
  ///
  /// - Precondition: every index is a row.
  func selectingRows(_ indices: [Int]) -> PackedTensor {
    let width = width(of: indices)
    let size = format.bytes(of: width)
    let copy = PackedMemory(size: indices.count * size) { out in
      withUnsafeBase { from in
        for (place, index) in indices.enumerated() {
          (out + place * size).copyMemory(from: from + index * size, byteCount: size)
        }
      }
    }
    return PackedTensor(shape: [indices.count, width], format: format, memory: copy, offset: 0)
  }

  private func width(of indices: [Int]) -> Int {
    precondition(shape.count == 2, "rows of shape \(shape)")
    precondition(indices.allSatisfy { $0 >= 0 && $0 < shape[0] }, "rows outside of \(shape)")
    return shape[1]
  }

  /// Widens `count` numbers from one on, which begins a block; in whole blocks.
  func widen(from first: Int, _ count: Int, to out: UnsafeMutablePointer<Float>) {
    withUnsafeBase { ck_widen(format.kernel, $0 + format.bytes(of: first), count, out) }
  }

  /// Calls `body` with the address of the first block; valid during the call only.
  func withUnsafeBase<Result>(_ body: (UnsafeRawPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(memory) { try body(memory.base + format.bytes(of: offset)) }
  }
}
