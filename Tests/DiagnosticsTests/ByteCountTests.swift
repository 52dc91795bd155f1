import Diagnostics
import Testing

@Suite struct ByteCountTests {
  /// The greatest unit that fits, one decimal where it says something, and no size that traps.
  @Test(arguments: [
    (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"), (256 << 20, "256 MiB"),
    (1 << 30, "1 GiB"), (10_737_418_240, "10 GiB"), (Int.max, "8589934592 GiB"), (-1, "-1 bytes"),
  ])
  func texts(_ bytes: Int, _ text: String) { #expect(ByteCount.text(bytes) == text) }
}
