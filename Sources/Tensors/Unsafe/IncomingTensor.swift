/// A tensor whose elements arrive piece by piece, little-endian, and are put where they stay.
///
/// `@unchecked Sendable`: used by one reader at a time; the tensor is handed out once it is whole, and nothing is written
/// to it afterwards.
public final class IncomingTensor: @unchecked Sendable {
  /// The extents.
  public let shape: [Int]
  private let storage: TensorStorage
  private let size: Int
  private var filled = 0

  /// A tensor of `shape` of which nothing has arrived; nil where there is no memory for it.
  ///
  /// Memory that nothing has arrived for is reserved, not used.
  ///
  /// - Precondition: the bytes of `shape` can be counted in an `Int`.
  public init?(shape: [Int]) {
    let count = shape.reduce(1, *)
    guard let storage = TensorStorage(ifRoomFor: count) else { return nil }
    self.shape = shape
    self.storage = storage
    size = count * MemoryLayout<Float>.stride
  }

  /// How many bytes are still to come.
  public var missing: Int { size - filled }

  /// The tensor, once it is whole.
  public var tensor: Tensor? { missing == 0 ? Tensor(shape: shape, storage: storage, offset: 0) : nil }

  /// Lets `body` put the next bytes into place; it gives how many there were, at most as many as are missing.
  public func receive(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
    guard missing > 0, let elements = storage.writableElements else { return }
    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(elements)[filled..<size])
    filled += min(max(0, try body(rest)), rest.count)
  }
}
