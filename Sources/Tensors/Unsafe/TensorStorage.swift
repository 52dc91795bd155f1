import Glibc

/// Memory that holds 32-bit floats: ours, or someone else's with its owner.
///
/// `@unchecked Sendable`: memory that more than one tensor can see is never written. Writing happens before
/// the storage is shared (`init(count:filling:)`), while it has a single owner (`Tensor.update`), or in rows
/// that no view reaches yet (`RowBuffer`).
final class TensorStorage: @unchecked Sendable {
  private let base: UnsafePointer<Float>
  private let count: Int
  private let owned: UnsafeMutablePointer<Float>?
  private let owner: (any Sendable)?
  private let isAligned: Bool

  private static let hugePage = 2 << 20
  private static let largeCount = 1 << 20

  /// Copies `values`.
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { owned?.update(from: start, count: source.count) }
    }
  }

  /// Memory of `count` floats with unspecified content, to be written before it is read.
  ///
  /// Large blocks ask for huge pages: first touching 8 MB takes 0.5 ms instead of 2.4 ms then.
  convenience init(count: Int) {
    let block = Self.largeBlock(count)
    self.init(block ?? .allocate(capacity: max(1, count)), count: count, isAligned: block != nil)
  }

  /// The same; nil where there is no memory for it.
  convenience init?(ifRoomFor count: Int) {
    let block = Self.largeBlock(count)
    guard block != nil || count < Self.largeCount else { return nil }
    self.init(block ?? .allocate(capacity: max(1, count)), count: count, isAligned: block != nil)
  }

  private init(_ memory: UnsafeMutablePointer<Float>, count: Int, isAligned: Bool) {
    owned = memory
    base = UnsafePointer(memory)
    self.count = count
    self.isAligned = isAligned
    owner = nil
  }

  /// Memory in huge pages; nil for few floats, or where there is none.
  private static func largeBlock(_ count: Int) -> UnsafeMutablePointer<Float>? {
    let size = (4 * count).roundedUp(to: hugePage)
    guard count >= largeCount, let block = aligned_alloc(hugePage, size) else { return nil }
    madvise(block, size, MADV_HUGEPAGE)
    return block.bindMemory(to: Float.self, capacity: count)
  }

  /// The bytes that memory of `count` floats takes of what a process may have.
  ///
  /// The allocator keeps as much again as a large block has to be aligned to, but for the addresses it is nowhere.
  static func byteCount(of count: Int) -> Int {
    let bytes = 4 * count
    return count < largeCount ? bytes + 64 : bytes.roundedUp(to: hugePage) + hugePage
  }

  /// Fills memory of `count` floats through `body`, which gets it zeroed.
  convenience init(count: Int, filling body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.init(count: count)
    owned?.update(repeating: 0, count: count)
    try body(UnsafeMutableBufferPointer(start: owned, count: count))
  }

  /// Borrows `count` floats at `base`, which stay valid and unchanged while `owner` lives.
  init(borrowing base: UnsafePointer<Float>, count: Int, owner: any Sendable) {
    self.base = base
    self.count = count
    self.owned = nil
    self.owner = owner
    isAligned = false
  }

  deinit { if isAligned { free(owned) } else { owned?.deallocate() } }

  var elements: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: base, count: count) }

  /// The same memory for writing; nil where it belongs to someone else.
  var writableElements: UnsafeMutableBufferPointer<Float>? {
    owned.map { UnsafeMutableBufferPointer(start: $0, count: count) }
  }

  func element(_ index: Int) -> Float { base[index] }
}

extension Int {
  fileprivate func roundedUp(to step: Int) -> Int { (self + step - 1) / step * step }
}
