import Diagnostics
import Glibc

/// Memory lent to a plain C function: its end touches a page that nobody may use, and before its start there are
/// known bytes and another such page, so that a function that reaches outside is found out.
///
/// ```
/// | no access | known bytes | the bytes lent | 0–15 known bytes | no access |
/// ```
///
/// The start is aligned to 16 bytes, as malloc's is.
final class GuardedBuffer {
  /// How the known bytes were found.
  enum Damage: Sendable, Hashable {
    case before, after
  }

  /// The bytes lent, zeroed at first; valid while this object lives.
  let bytes: UnsafeMutableRawBufferPointer
  private let mapping: UnsafeMutableRawPointer
  private let mappedSize: Int
  private let bodySize: Int

  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  private static let alignment = 16
  private static let leastCanary = 64
  private static let canary: UInt8 = 0xC5

  /// Reserves `size` zeroed bytes; `name` is what messages call them.
  ///
  /// - Throws: `outOfMemory`.
  init(size: Int, named name: String) throws(ExplainerError) {
    let gap = (Self.alignment - size % Self.alignment) % Self.alignment
    let bodySize = (size + gap + Self.leastCanary + Self.page - 1) / Self.page * Self.page
    let mappedSize = bodySize + 2 * Self.page
    let outOfMemory = ExplainerError(.outOfMemory, "no memory for the \(size) bytes of '\(name)'")
    guard
      let mapping = mmap(nil, mappedSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
      mapping != MAP_FAILED
    else { throw outOfMemory }
    let body = mapping + Self.page
    guard mprotect(body, bodySize, PROT_READ | PROT_WRITE) == 0 else {
      munmap(mapping, mappedSize)
      throw outOfMemory
    }
    bytes = UnsafeMutableRawBufferPointer(start: body + (bodySize - gap - size), count: size)
    self.mapping = mapping
    self.mappedSize = mappedSize
    self.bodySize = bodySize
    memset(body, Int32(Self.canary), bodySize - gap - size)
    memset(body + (bodySize - gap), Int32(Self.canary), gap)
  }

  deinit { munmap(mapping, mappedSize) }

  /// The start of the bytes.
  var start: UnsafeMutableRawPointer { mapping + (Self.page + offset) }
  /// Everything that belongs to the buffer, guards included.
  var region: (start: UnsafeRawPointer, end: UnsafeRawPointer) {
    (UnsafeRawPointer(mapping), UnsafeRawPointer(mapping + mappedSize))
  }

  private var offset: Int { bytes.baseAddress.map { $0 - (mapping + Self.page) } ?? bodySize }

  /// From now on the bytes can only be read.
  func protect() { mprotect(mapping + Self.page, bodySize, PROT_READ) }

  /// Which of the known bytes are no longer what they were.
  var damage: Damage? {
    let body = UnsafeRawBufferPointer(start: mapping + Self.page, count: bodySize)
    if body[(offset + bytes.count)...].contains(where: { $0 != Self.canary }) { return .after }
    if body[..<offset].contains(where: { $0 != Self.canary }) { return .before }
    return nil
  }
}
