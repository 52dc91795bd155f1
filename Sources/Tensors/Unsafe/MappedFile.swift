public import Diagnostics
import Glibc

/// A file mapped read-only into memory, shared with every other process that maps it.
///
/// `@unchecked Sendable`: the mapping is never written. Tensors over it keep it alive. What is checked is
/// read through the descriptor, so that a file cut short meanwhile is an error; numbers are read through the
/// mapping, where the same would be a bus error, which the worker process contains.
///
/// Pages come in as they are used. Measured on 328 MB in the page cache: the faults cost 34 ms;
/// `MAP_POPULATE` and `MADV_POPULATE_READ` cost the same before the first use, and gain nothing on a thread
/// of their own where the other core has something else to do.
public final class MappedFile: @unchecked Sendable {
  /// The path the file was opened by.
  public let path: String
  /// The size in bytes when it was opened.
  public let size: Int
  private let descriptor: Int32
  private let base: UnsafeMutableRawPointer?

  /// Maps a file; nothing of it is read yet.
  ///
  /// - Throws: `notFound` if there is none, `inputOutput` if it cannot be read or is not a plain file, `outOfMemory` where
  ///   there is no room for it among the addresses.
  public init(path: String) throws(ExplainerError) {
    // A pipe that nobody writes to would hold up the opening for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason = errno
      throw ExplainerError(
        reason == ENOENT ? .notFound : .inputOutput, "cannot be opened: \(String(cString: strerror(reason)))",
        at: [path])
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ExplainerError(.inputOutput, "is not a plain file", at: [path])
    }
    let size = Int(status.st_size)
    var base: UnsafeMutableRawPointer?
    if size > 0 {
      base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
      if base == MAP_FAILED {
        let reason = errno
        close(descriptor)
        throw ExplainerError(
          reason == ENOMEM ? .outOfMemory : .inputOutput,
          "cannot be mapped: \(String(cString: strerror(reason)))", at: [path])
      }
    }
    self.path = path
    self.size = size
    self.descriptor = descriptor
    self.base = base
  }

  deinit {
    if let base { munmap(base, size) }
    close(descriptor)
  }

  /// Copies bytes out of the file, not touching the mapping.
  ///
  /// - Throws: `badData` if the file is shorter.
  public func bytes(_ range: Range<Int>) throws(ExplainerError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= size else { throw cutShort(range.upperBound) }
    var done = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while done < range.count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + done }, range.count - done, off_t(range.lowerBound + done)
        )
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        done += got
      }
      count = done
    }
    guard done == range.count else { throw cutShort(range.upperBound) }
    return bytes
  }

  private func cutShort(_ needed: Int) -> ExplainerError {
    ExplainerError(.badData, "ends too early", at: [path], expected: "\(needed) bytes", found: "\(size)")
  }

  /// Numbers as they are stored.
  public enum NumberType: Sendable, Hashable {
    /// IEEE binary32.
    case f32
    /// IEEE binary16.
    case f16
    /// bfloat16.
    case bf16

    /// Bytes of one number.
    public var size: Int { self == .f32 ? 4 : 2 }
  }

  /// A tensor of little-endian numbers at `offset`: in place for aligned `f32`, else copied or widened into
  /// `arena`.
  ///
  /// - Precondition: the numbers lie within the file, and the arena has room where it is needed.
  public func tensor(shape: [Int], type: NumberType, at offset: Int, arena: TensorArena) -> Tensor {
    let count = shape.reduce(1, *)
    let length = count * type.size
    precondition(offset >= 0 && offset + length <= size, "tensor outside its file")
    guard count > 0, let start = base.map({ UnsafeRawPointer($0 + offset) }) else {
      return Tensor(shape: shape, values: [])
    }
    if isUsedInPlace(type, at: offset) {
      return Tensor(shape: shape, borrowing: start.assumingMemoryBound(to: Float.self), owner: self)
    }
    return arena.tensor(shape: shape, reading: UnsafeRawBufferPointer(start: start, count: length), as: type)
  }

  /// Whether bytes of this file are those of another, or of another place; they are read up to the first that differs.
  ///
  /// - Precondition: both ranges lie within their files.
  public func equals(_ range: Range<Int>, _ otherRange: Range<Int>, of other: MappedFile) -> Bool {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= size && otherRange.lowerBound >= 0
        && otherRange.upperBound <= other.size, "bytes outside their file")
    guard range.count == otherRange.count else { return false }
    guard let base, let otherBase = other.base else { return true }
    return memcmp(base + range.lowerBound, otherBase + otherRange.lowerBound, range.count) == 0
  }

  /// Whether numbers of this type at `offset` need no memory of their own.
  public func isUsedInPlace(_ type: NumberType, at offset: Int) -> Bool { type == .f32 && offset % 4 == 0 }
}
