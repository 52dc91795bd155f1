import Diagnostics
import Glibc

/// Reading whole files.
enum FileContents {
  /// Larger files are refused; the largest tokenizers in use have some 35 MB.
  static let sizeLimit = 1 << 29

  /// The bytes of the file at `path`, or nil if there is none.
  static func contentsIfPresent(of path: String) throws(ExplainerError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_size <= sizeLimit else {
      throw ExplainerError(
        .limitReached, "the file is too large to be part of a tokenizer", at: [path],
        expected: "at most \(sizeLimit) bytes", found: "\(status.st_size)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = try received(read(descriptor, &bytes, bytes.count), path)
    // A short first read: the file is on its way through a pipe, or shrinks.
    var rest = [UInt8](repeating: 0, count: count == bytes.count ? 0 : 1 << 16)
    while count < bytes.count, case let more = try received(read(descriptor, &rest, rest.count), path),
      more > 0
    {
      let room = min(more, bytes.count - count)
      bytes.replaceSubrange(count..<count + room, with: rest[..<room])
      count += room
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  private static func received(_ count: Int, _ path: String) throws(ExplainerError) -> Int {
    guard count >= 0 else { throw failure(path) }
    return count
  }

  /// The bytes of the file at `path`.
  static func contents(of path: String) throws(ExplainerError) -> [UInt8] {
    guard let bytes = try contentsIfPresent(of: path) else {
      throw ExplainerError(.notFound, "no such file", at: [path])
    }
    return bytes
  }

  private static func failure(_ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "cannot be read: \(String(cString: strerror(errno)))", at: [path])
  }
}
