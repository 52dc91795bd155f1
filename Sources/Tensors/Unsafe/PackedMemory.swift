/// Memory that holds packed numbers: of a mapped file with its owner, or our own.
///
/// `@unchecked Sendable`: it is never written once it is made.
final class PackedMemory: @unchecked Sendable {
  let base: UnsafeRawPointer
  private let owned: UnsafeMutableRawPointer?
  private let owner: (any Sendable)?

  /// Borrows what lies at `base`, which stays valid and unchanged while `owner` lives.
  init(borrowing base: UnsafeRawPointer, owner: any Sendable) {
    self.base = base
    owned = nil
    self.owner = owner
  }

  /// Memory of `size` bytes that `body` writes completely.
  init(size: Int, writing body: (UnsafeMutableRawPointer) -> Void) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, size), alignment: 2)
    body(memory)
    base = UnsafeRawPointer(memory)
    owned = memory
    owner = nil
  }

  deinit { owned?.deallocate() }
}
