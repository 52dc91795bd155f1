/// Memory that holds 16-bit words: of a mapped file with its owner, or our own.
///
/// `@unchecked Sendable`: it is never written once it is made.
final class HalfWords: @unchecked Sendable {
  let base: UnsafePointer<UInt16>
  private let owned: UnsafeMutablePointer<UInt16>?
  private let owner: (any Sendable)?

  /// Borrows words at `base`, which stay valid and unchanged while `owner` lives.
  init(borrowing base: UnsafePointer<UInt16>, owner: any Sendable) {
    self.base = base
    owned = nil
    self.owner = owner
  }

  /// Memory of `count` words that `body` writes completely.
  init(count: Int, writing body: (UnsafeMutablePointer<UInt16>) -> Void) {
    let memory = UnsafeMutablePointer<UInt16>.allocate(capacity: max(1, count))
    body(memory)
    base = UnsafePointer(memory)
    owned = memory
    owner = nil
  }

  deinit { owned?.deallocate() }
}
