@testable import PluginRegistry

/// Mends what a changed archive could otherwise never have right: the mark of the format and the sums of its headers.
enum TarRepair {
  static func mended(_ bytes: [UInt8]) -> [UInt8] {
    let size = TarArchive.blockSize
    var bytes = bytes
    bytes += [UInt8](repeating: 0, count: TarArchive.padding(after: bytes.count) + 2 * size)
    var start = 0
    while start + size <= bytes.count, bytes[start..<start + size].contains(where: { $0 != 0 }) {
      bytes.replaceSubrange(start + 257..<start + 262, with: "ustar".utf8)
      let sum = String(TarArchive.checksum(of: bytes[start..<start + size]), radix: 8)
      let field =
        Array((String(repeating: "0", count: max(0, 6 - sum.count)) + sum).utf8.suffix(6)) + [0, 0x20]
      bytes.replaceSubrange(start + 148..<start + 156, with: field)
      let digits = String(
        decoding: bytes[start + 124..<start + 136].prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
      let length = Int(digits, radix: 8).flatMap { 0...bytes.count ~= $0 ? $0 : nil } ?? 0
      start += size + length + TarArchive.padding(after: length)
    }
    return bytes
  }
}
