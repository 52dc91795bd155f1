public import Tensors

/// A weight where it lies, as rows of outputs by columns of inputs, whichever way round the checkpoint stores it.
public struct LentWeight: Sendable {
  /// The numbers; `extents` and `strides` say how they are read.
  public let storage: Tensor
  /// Elements before the first.
  public let offset: Int
  /// The extents: `[out, in]`, or `[out]`.
  public let extents: [Int]
  /// Elements from one to the next along each extent.
  public let strides: [Int]

  /// A tensor as it is stored.
  public init(_ tensor: Tensor) {
    var strides: [Int] = []
    for extent in tensor.shape.reversed() { strides.append((strides.last ?? 1) * extent) }
    self.init(
      storage: tensor, offset: 0, extents: tensor.shape,
      strides: Array(([1] + strides).prefix(tensor.rank).reversed()))
  }

  /// The weight of a linear map; a copy of one that is stored in 16 bits.
  public init(_ weight: WeightMatrix) {
    let numbers = weight.numbers.widened
    let columns = numbers.shape[1]
    self.init(
      storage: numbers, offset: 0, extents: [weight.outputs, weight.inputs],
      strides: weight.layout == .outputInput ? [columns, 1] : [1, columns])
  }

  /// A window on a tensor's numbers.
  ///
  /// - Precondition: it lies within them.
  public init(storage: Tensor, offset: Int, extents: [Int], strides: [Int]) {
    self.storage = storage
    self.offset = offset
    self.extents = extents
    self.strides = strides
  }

  /// Some of the outputs.
  ///
  /// - Precondition: `range` lies within them.
  public func rows(_ range: Range<Int>) -> LentWeight {
    precondition(range.lowerBound >= 0 && range.upperBound <= extents[0], "outputs \(range) of \(extents)")
    return LentWeight(
      storage: storage, offset: offset + range.lowerBound * strides[0],
      extents: [range.count] + extents.dropFirst(), strides: strides)
  }

  /// A dense copy, `[out, in]` row by row.
  public var dense: Tensor {
    let (rows, columns) = (extents[0], extents.count > 1 ? extents[1] : 1)
    let step = extents.count > 1 ? strides[1] : 1
    return storage.withUnsafeElements { all in
      Tensor(
        shape: extents,
        filling: { out in
          for row in 0..<rows {
            for column in 0..<columns {
              out[row * columns + column] = all[offset + row * strides[0] + column * step]
            }
          }
        })
    }
  }
}
