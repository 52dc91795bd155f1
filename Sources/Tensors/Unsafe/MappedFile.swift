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
  /// What the file is open as.
  package let descriptor: Int32
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

  /// All bytes where they lie, valid as long as this object is.
  package var mappedBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: size) }

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
    /// IEEE binary64.
    case f64

    /// Bytes of one number.
    public var size: Int {
      switch self {
      case .f32: 4
      case .f16, .bf16: 2
      case .f64: 8
      }
    }
  }

  /// A tensor of little-endian numbers at `offset`: in place for aligned `f32`, else copied or converted into
  /// `arena`.
  ///
  /// - Parameters:
  ///   - shape: its extents.
  ///   - strides: how many numbers lie between one index and the next, from 0, one an extent; nil where they follow each
  ///     other row by row. With strides numbers are always copied.
  ///   - type: how they are stored.
  ///   - offset: where the first one is.
  ///   - arena: what they are copied into.
  /// - Precondition: the numbers lie within the file, and the arena has room where it is needed.
  public func tensor(
    shape: [Int], strides: [Int]? = nil, type: NumberType, at offset: Int, arena: TensorArena
  ) -> Tensor {
    let count = shape.reduce(1, *)
    guard count > 0 else { return Tensor(shape: shape, values: []) }
    let reach = strides.map { zip(shape, $0).reduce(1) { $0 + ($1.0 - 1) * $1.1 } } ?? count
    precondition(offset >= 0 && offset + reach * type.size <= size, "tensor outside its file")
    guard let start = base.map({ UnsafeRawPointer($0 + offset) }) else {
      return Tensor(shape: shape, values: [])
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: reach * type.size)
    if let strides {
      let rows = StridedBytes(bytes, shape: shape, strides: strides, size: type.size).rows()
      return rows.withUnsafeBytes { arena.tensor(shape: shape, reading: $0, as: type) }
    }
    if isUsedInPlace(type, at: offset) {
      return Tensor(shape: shape, borrowing: start.assumingMemoryBound(to: Float.self), owner: self)
    }
    return arena.tensor(shape: shape, reading: bytes, as: type)
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

  /// A tensor of little-endian numbers at `offset` in the type they are stored in: 16-bit ones of more than one extent stay
  /// where they lie, the others are as `tensor` gives them.
  ///
  /// - Precondition: as of `tensor`.
  public func numbers(shape: [Int], type: NumberType, at offset: Int, arena: TensorArena) -> WeightNumbers {
    let count = shape.reduce(1, *)
    precondition(offset >= 0 && offset + count * type.size <= size, "tensor outside its file")
    guard isKeptHalf(type, at: offset, rank: shape.count), count > 0, let base else {
      return .single(tensor(shape: shape, type: type, at: offset, arena: arena))
    }
    return .packed(
      PackedTensor(
        shape: shape, format: type == .bf16 ? .bf16 : .f16, borrowing: UnsafeRawPointer(base + offset),
        owner: self))
  }

  /// Packed numbers at `offset`, where they lie.
  ///
  /// - Precondition: they lie within the file, each row in whole blocks.
  public func numbers(shape: [Int], format: PackedFormat, at offset: Int) -> WeightNumbers {
    let count = shape.reduce(1, *)
    precondition(offset >= 0 && offset + format.bytes(of: count) <= size, "tensor outside its file")
    guard count > 0, let base else { return .single(Tensor(shape: shape, values: [])) }
    return .packed(
      PackedTensor(shape: shape, format: format, borrowing: UnsafeRawPointer(base + offset), owner: self))
  }

  /// Whether numbers of 16 bits stay where they lie.
  ///
  /// What has one extent is small, and read by kernels that know 32 bits alone.
  public func isKeptHalf(_ type: NumberType, at offset: Int, rank: Int) -> Bool {
    (type == .f16 || type == .bf16) && rank > 1 && offset % 2 == 0
  }

  /// Whether numbers of this type at `offset` need no memory of their own.
  public func isUsedInPlace(_ type: NumberType, at offset: Int) -> Bool { type == .f32 && offset % 4 == 0 }
}
