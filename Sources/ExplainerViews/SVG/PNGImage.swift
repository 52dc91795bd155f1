import Encodings

/// A small PNG writer: one byte a pixel into a palette.
struct PNGImage: Sendable {
  /// Pixels across and down.
  let width: Int, height: Int
  /// Palette indices row by row, `width · height` of them.
  let pixels: [UInt8]
  /// At most 256 colours.
  let palette: [RGB]

  /// The file's bytes.
  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    Self.chunk("IHDR", Self.big(UInt32(width)) + Self.big(UInt32(height)) + [8, 3, 0, 0, 0], into: &file)
    Self.chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] }, into: &file)
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width + 1))
    for row in 0..<height {
      rows.append(0)
      rows += pixels[row * width..<(row + 1) * width]
    }
    Self.chunk("IDAT", Self.compressed(rows), into: &file)
    Self.chunk("IEND", [], into: &file)
    return file
  }

  /// The file as a `data:` URL.
  var dataURL: String { "data:image/png;base64," + Base64.text(bytes) }

  private static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }

  private static func chunk(_ name: String, _ data: [UInt8], into file: inout [UInt8]) {
    file += big(UInt32(data.count))
    let body = Array(name.utf8) + data
    file += body
    file += big(CRC32(of: body).value)
  }

  /// A zlib stream (RFC 1950).
  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return [0x78, 0x01] + Deflate.compress(bytes) + big(high << 16 | low)
  }
}
