/// A dense, row-major array of numbers that take fewer than 32 bits, where it lies, in a mapped file: what large weights are
/// stored as.
///
/// A value: copies share the memory, which its owner keeps. It is widened where it is read: halves exactly, blocks as ggml
/// defines them. Each row, along the last extent, is in whole blocks.
public struct PackedTensor: Sendable {
  /// The extents, outermost first.
  public let shape: [Int]
  /// How the numbers are stored.
  public let format: PackedFormat
  let memory: PackedMemory
  /// The first number's place, in numbers; where a block begins.
  let offset: Int

  init(shape: [Int], format: PackedFormat, memory: PackedMemory, offset: Int) {
    self.shape = shape
    self.format = format
    self.memory = memory
    self.offset = offset
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The same elements under another shape of equal count.
  ///
  /// - Precondition: the count is equal, and the rows of the new shape are in whole blocks too.
  public func reshaped(_ shape: [Int]) -> PackedTensor {
    precondition(shape.reduce(1, *) == count, "shape \(self.shape) as \(shape)")
    precondition((shape.last ?? 1) % format.blockNumbers == 0, "\(shape) cuts blocks of \(format)")
    return PackedTensor(shape: shape, format: format, memory: memory, offset: offset)
  }

  /// Some rows of a `[R, …]` tensor, where they lie.
  ///
  /// - Precondition: the range lies within the rows.
  public func rows(_ range: Range<Int>) -> PackedTensor {
    precondition(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
    let inner = Array(shape.dropFirst())
    return PackedTensor(
      shape: [range.count] + inner, format: format, memory: memory,
      offset: offset + range.lowerBound * inner.reduce(1, *))
  }
}
