/// A dense, row-major array of 16-bit floats where it lies, in a mapped file: what large weights are stored as.
///
/// A value: copies share the memory, which `owner` keeps. It is widened, exactly, where it is read.
public struct HalfTensor: Sendable {
  /// What the 16 bits are.
  public enum Format: Sendable, Hashable {
    /// IEEE binary16.
    case f16
    /// bfloat16.
    case bf16
  }

  /// The extents, outermost first.
  public let shape: [Int]
  /// What the 16 bits are.
  public let format: Format
  let words: HalfWords
  let offset: Int

  init(shape: [Int], format: Format, words: HalfWords, offset: Int) {
    self.shape = shape
    self.format = format
    self.words = words
    self.offset = offset
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The same elements under another shape of equal count.
  public func reshaped(_ shape: [Int]) -> HalfTensor {
    precondition(shape.reduce(1, *) == count, "shape \(self.shape) as \(shape)")
    return HalfTensor(shape: shape, format: format, words: words, offset: offset)
  }

  /// Some rows of a `[R, …]` tensor, where they lie.
  public func rows(_ range: Range<Int>) -> HalfTensor {
    precondition(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
    let inner = Array(shape.dropFirst())
    return HalfTensor(
      shape: [range.count] + inner, format: format, words: words,
      offset: offset + range.lowerBound * inner.reduce(1, *))
  }
}
