import Glibc

/// Files with bytes that are no text.
enum FileBytes {
  static func write(_ bytes: [UInt8], to path: String) {
    guard let stream = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
  }
}
