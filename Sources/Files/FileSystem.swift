package import Diagnostics
import Glibc

/// The few file operations the program needs, over the C library: Foundation's would cost each process milliseconds.
///
/// All follow symbolic links.
package enum FileSystem {
  /// What is read of a file at most where its reader says nothing else, in bytes: a file with holes can say any size.
  package static let largest = 8 << 30

  /// The whole content of a file.
  ///
  /// - Parameters:
  ///   - limit: of larger ones no more than this is read, in bytes.
  ///   - allowsStreams: whether it may be a pipe or a device: what a person names may be one, what lies in a model's or a
  ///     plugin's folder is a plain file.
  /// - Throws: `notFound` if there is none, `inputOutput` if it cannot be read, `limitReached` if it is too large.
  package static func read(
    _ path: String, limit: Int = largest, allowsStreams: Bool = false
  ) throws(ExplainerError) -> [UInt8] {
    guard let bytes = try readIfPresent(path, limit: limit, allowsStreams: allowsStreams) else {
      throw ExplainerError(.notFound, "no such file", at: [path])
    }
    return bytes
  }

  /// The whole content of a file, or nil if there is none.
  ///
  /// - Throws: as `read`, but for `notFound`.
  package static func readIfPresent(
    _ path: String, limit: Int = largest, allowsStreams: Bool = false
  ) throws(ExplainerError) -> [UInt8]? {
    // A pipe that nobody writes to would hold up the opening for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (allowsStreams ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw isDirectory(path) }
    guard allowsStreams || status.st_mode & S_IFMT == S_IFREG else { throw notPlain(path) }
    guard status.st_size <= limit else { throw tooLarge(path, limit, found: "\(status.st_size)") }
    // One more than its size: the read that finds the end then needs no more room. Pipes say 0 and grow.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var filled = 0
    while true {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw unreadable(path) }
      guard got > 0 else { break }
      filled += got
      guard filled <= limit else { throw tooLarge(path, limit, found: "more") }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(4096, filled))) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  static func isDirectory(_ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "is a directory, expected a file", at: [path])
  }

  static func notPlain(_ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "is no plain file", at: [path], remedy: "put a copy of the file there")
  }

  static func tooLarge(_ path: String, _ limit: Int, found: String) -> ExplainerError {
    ExplainerError(
      .limitReached, "the file is too large for what it should hold", at: [path],
      expected: "at most \(limit) bytes", found: found)
  }

  /// Hands on the content of a file piece by piece; only the last one may be shorter than `count` bytes.
  ///
  /// - Parameters:
  ///   - limit: no more is read than this many bytes.
  ///   - allowsStreams: as for `read` of the whole.
  /// - Throws: `notFound` if there is none, `inputOutput` if it cannot be read, what `receive` throws.
  package static func read(
    _ path: String, inPiecesOf count: Int, limit: Int = .max, allowsStreams: Bool = false,
    _ receive: ([UInt8]) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (allowsStreams ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else {
      if errno == ENOENT { throw ExplainerError(.notFound, "no such file", at: [path]) }
      throw unreadable(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard allowsStreams || status.st_mode & S_IFMT == S_IFREG else { throw notPlain(path) }
    var left = limit
    while left > 0 {
      let wanted = min(count, left)
      var bytes = [UInt8](repeating: 0, count: wanted)
      var filled = 0
      while filled < wanted {
        let got = bytes.withUnsafeMutableBytes {
          Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, wanted - filled)
        }
        if got < 0 && errno == EINTR { continue }
        guard got >= 0 else { throw unreadable(path) }
        guard got > 0 else { break }
        filled += got
      }
      bytes.removeLast(wanted - filled)
      if filled > 0 { try receive(bytes) }
      guard filled == wanted else { return }
      left -= filled
    }
  }

  /// Whether there is a plain file at `path`.
  package static func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

  /// Whether there is a directory at `path`.
  package static func isDirectory(_ path: String) -> Bool {
    mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false
  }

  /// The permission and type bits of what `path` names.
  package static func mode(_ path: String) -> UInt32? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// The size of the file at `path` in bytes; nil where there is none.
  package static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The names in a directory, sorted; those that start with a dot only where they are asked for; empty where it
  /// cannot be read.
  package static func entries(of path: String, hidden: Bool = false) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if hidden ? name != "." && name != ".." : !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func unreadable(_ path: String) -> ExplainerError {
    ExplainerError(.inputOutput, "cannot be read: \(String(cString: strerror(errno)))", at: [path])
  }
}
