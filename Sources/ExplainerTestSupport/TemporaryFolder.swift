import Glibc

/// A folder that exists as long as this object, for tests that need files.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path: String

  /// Makes a new folder; `name` becomes part of its path, so that blanks can be tested.
  public init(_ name: String = "explainer tests") {
    var template = Array("/tmp/\(name).XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { if path.contains(".") { Self.remove(path) } }

  /// Writes a file into it and gives its path.
  @discardableResult public func write(_ text: String, to name: String) -> String {
    let file = "\(path)/\(name)"
    if let stream = fopen(file, "w") {
      let bytes = Array(text.utf8)
      fwrite(bytes, 1, bytes.count, stream)
      fclose(stream)
    }
    return file
  }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name != ".", name != ".." else { continue }
        let inner = "\(path)/\(name)"
        if isLink(inner) { _ = unlink(inner) } else { remove(inner) }
      }
      closedir(directory)
    }
    _ = Glibc.remove(path)
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
