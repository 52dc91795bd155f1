import Glibc

/// Bytes and links for tests that need files of exactly this form.
enum FileBuilder {
  /// A safetensors file of this header and so many data bytes.
  static func safetensors(_ header: String, dataBytes: Int, claimedLength: UInt64? = nil) -> [UInt8] {
    let length = claimedLength ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataBytes)
  }

  /// Writes bytes; makes the folders above.
  static func write(_ bytes: [UInt8], to path: String) {
    makeFolders(above: path)
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func write(_ text: String, to path: String) { write(Array(text.utf8), to: path) }

  /// Makes a symbolic link; makes the folders above.
  static func link(_ path: String, to target: String) {
    makeFolders(above: path)
    symlink(target, path)
  }

  private static func makeFolders(above path: String) {
    let words = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for count in 2...max(2, words.count) { mkdir(words.prefix(count).joined(separator: "/"), 0o755) }
  }
}
