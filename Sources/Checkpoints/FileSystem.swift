package import Diagnostics
import Glibc

/// The few questions this module asks of the file system; all follow symbolic links.
package enum FileSystem {
  /// Whether there is a directory at `path`.
  package static func isDirectory(_ path: String) -> Bool {
    mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false
  }

  /// Whether there is a plain file at `path`, every link to it whole.
  package static func isFile(_ path: String) -> Bool {
    mode(of: path).map { $0 & S_IFMT == S_IFREG } ?? false
  }

  private static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// The names in a directory, sorted, without those that start with a dot; empty where it cannot be read.
  package static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The content of a file.
  ///
  /// - Throws: `notFound` if there is none, `inputOutput` if it cannot be read.
  package static func read(_ path: String) throws(ExplainerError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = errno
      throw ExplainerError(
        reason == ENOENT ? .notFound : .inputOutput, "cannot be opened: \(describe(reason))", at: [path])
    }
    defer { close(descriptor) }
    var status = stat()
    var content: [UInt8] = []
    if fstat(descriptor, &status) == 0 { content.reserveCapacity(Int(status.st_size) + 1) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(descriptor, &chunk, chunk.count)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw ExplainerError(.inputOutput, "cannot be read: \(describe(errno))", at: [path])
      }
      guard got > 0 else { return content }
      content.append(contentsOf: chunk[..<got])
    }
  }

  /// The text of an `errno`.
  package static func describe(_ reason: Int32) -> String { String(cString: strerror(reason)) }
}
