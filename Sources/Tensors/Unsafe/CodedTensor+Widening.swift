extension CodedTensor {
  /// Numbers that codes stand for, where those lie.
  ///
  /// - Parameters:
  ///   - shape: the extents of all numbers.
  ///   - codes: how the codes are read.
  ///   - bytes: the codes.
  ///   - scales: the scales of all groups, row after row of groups.
  ///   - zeros: what is taken off the value of a code, one a scale; nil for nothing.
  ///   - groups: the group of each column; nil where they follow each other.
  /// - Precondition: there are as many codes, scales and zeros as `codes` and the shape say, whole rows of codes, and every
  ///   group is one of those in a row.
  public init(
    shape: [Int], codes: NumberCodes, bytes: CodeBytes, scales: CodeBytes, zeros: [UInt8]? = nil,
    groups: [Int32]? = nil
  ) {
    let count = shape.reduce(1, *)
    let rows = codes.columns == 0 ? 0 : count / codes.columns
    precondition(codes.columns == 0 || count % codes.columns == 0, "\(shape) in rows of \(codes.columns)")
    precondition(codes.values.count == 1 << codes.bits && [2, 4, 8].contains(codes.bits), "codes of what?")
    precondition(codes.groupRows > 0 && codes.groupColumns > 0, "groups of nothing")
    precondition(
      codes.rowBytes * 8 >= codes.columns * codes.bits && bytes.count >= rows * codes.rowBytes,
      "too few codes")
    let scaleCount = (rows + codes.groupRows - 1) / codes.groupRows * codes.scaleColumns
    precondition(scales.count >= scaleCount * codes.scaleType.size, "too few scales")
    precondition(zeros.map { $0.count >= scaleCount } ?? true, "too few zeros")
    if let groups {
      precondition(
        groups.count == codes.columns && groups.allSatisfy { $0 >= 0 && $0 < codes.scaleColumns },
        "groups that are not there")
    } else {
      precondition(codes.scaleColumns * codes.groupColumns >= codes.columns, "too few scales in a row")
    }
    self.init(
      shape: shape, store: CodeStore(codes, bytes: bytes, scales: scales, zeros: zeros, groups: groups),
      offset: 0)
  }

  /// How many threads share what is done once for a large weight.
  static var threads: Int { Crew.size }

  /// All of it as 32-bit floats.
  public var widened: Tensor {
    Tensor(
      shape: shape,
      writing: { out in
        // In pieces that cores share.
        let (size, count) = (1 << 16, count)
        Crew.deal((count + size - 1) / size, among: count > 1 << 20 ? Self.threads : 1) { _, piece in
          widen(from: piece * size, min(size, count - piece * size), to: out + piece * size)
        }
      })
  }

  /// The rows with these numbers as 32-bit floats: `[R, C]` → `[indices, C]`.
  ///
  /// - Precondition: every index is a row.
  public func gatheringRows(_ indices: [Int]) -> Tensor {
    precondition(shape.count == 2, "rows of shape \(shape)")
    precondition(indices.allSatisfy { $0 >= 0 && $0 < shape[0] }, "rows outside of \(shape)")
    let width = shape[1]
    return Tensor(
      shape: [indices.count, width],
      writing: { out in
        for (place, index) in indices.enumerated() {
          widen(from: index * width, width, to: out + place * width)
        }
      })
  }

  /// Widens `count` numbers from one on.
  func widen(from first: Int, _ count: Int, to out: UnsafeMutablePointer<Float>) {
    guard count > 0 else { return }
    store.widen(from: offset + first, count, to: out)
  }
}
