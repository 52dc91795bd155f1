internal import CKernels

extension HalfTensor {
  /// A tensor over words of someone else, not copied; `owner` keeps them valid and is kept alive.
  ///
  /// - Precondition: `base` holds the product of `shape` words that do not change while `owner` lives.
  init(shape: [Int], format: Format, borrowing base: UnsafePointer<UInt16>, owner: any Sendable) {
    self.init(shape: shape, format: format, words: HalfWords(borrowing: base, owner: owner), offset: 0)
  }

  /// All of it as 32-bit floats, exactly.
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
  func selectingRows(_ indices: [Int]) -> HalfTensor {
    let width = width(of: indices)
    let copy = HalfWords(count: indices.count * width) { out in
      withExtendedLifetime(words) {
        for (place, index) in indices.enumerated() {
          (out + place * width).update(from: words.base + offset + index * width, count: width)
        }
      }
    }
    return HalfTensor(shape: [indices.count, width], format: format, words: copy, offset: 0)
  }

  private func width(of indices: [Int]) -> Int {
    precondition(shape.count == 2, "rows of shape \(shape)")
    precondition(indices.allSatisfy { $0 >= 0 && $0 < shape[0] }, "rows outside of \(shape)")
    return shape[1]
  }

  /// Widens `count` numbers from one on.
  func widen(from first: Int, _ count: Int, to out: UnsafeMutablePointer<Float>) {
    withExtendedLifetime(words) {
      let from = words.base + offset + first
      if format == .bf16 { ck_widen_bf16(from, count, out) } else { ck_widen_f16(from, count, out) }
    }
  }

  /// Calls `body` with the address of the first word; valid during the call only.
  func withUnsafeBase<Result>(_ body: (UnsafePointer<UInt16>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(words) { try body(words.base + offset) }
  }
}
