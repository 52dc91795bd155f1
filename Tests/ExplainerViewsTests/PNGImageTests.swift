import Testing

@testable import ExplainerViews

/// PNG files as the standard has them (W3C PNG, third edition; zlib: RFC 1950), read by a reader of the tests' own.
struct PNGImageTests {
  /// The checksums of the reader are the published ones: of the words that their definitions are tried with.
  @Test func publishedChecksums() {
    #expect(PNGReader.crc(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PNGReader.crc(Array("IEND".utf8)) == 0xAE42_6082)
    #expect(PNGReader.adler(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(PNGReader.adler([]) == 1)
  }

  /// Every pixel comes back through a reader that believes no checksum unseen: of one pixel, of rows of every length, of
  /// more bytes than one stored block holds, and of so many great values that the sums of Adler-32 go round.
  @Test(arguments: [
    (1, 1), (2, 1), (1, 7), (3, 5), (255, 256), (65_534, 1), (65_535, 1), (300, 300), (513, 777),
  ])
  func everyPixel(_ width: Int, _ height: Int) throws {
    let palette = (0..<256).map { (index: Int) -> RGB in
      RGB(UInt8(index), UInt8(255 - index), UInt8(truncatingIfNeeded: index * 7))
    }
    let pixels = (0..<width * height).map { (index: Int) -> UInt8 in
      let ramp = index % 251
      return UInt8(255 - ramp % (1 + index / 97 % 200))
    }
    let image = try PNGReader(PNGImage(width: width, height: height, pixels: pixels, palette: palette).bytes)
    #expect(image.width == width && image.height == height)
    #expect(image.pixels == pixels)
    #expect(image.palette == palette.flatMap { [$0.red, $0.green, $0.blue] })
  }

  /// The reader finds a byte that was changed anywhere in the file.
  @Test func damage() {
    let bytes = PNGImage(
      width: 2, height: 2, pixels: [0, 1, 1, 0], palette: [RGB(hex: 0xFFFFFF), RGB(hex: 0xFF0000)]
    ).bytes
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      #expect(throws: PNGReader.Fault.self, "byte \(index)") { try PNGReader(damaged) }
    }
  }
}
