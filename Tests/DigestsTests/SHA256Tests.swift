import CDigest
import Testing

import Digests
import ExplainerTestSupport

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 and lengths around the block's end.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (String(repeating: "a", count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (
      String(repeating: "a", count: 100_000),
      "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"
    ),
  ])
  func examples(_ text: String, _ digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
    var sha = SHA256()
    sha.update(Array(text.utf8))
    let digits = sha.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    #expect(digits.joined() == digest)
  }

  /// The processor's own instructions give what the portable form gives, for any state and number of blocks.
  @Test func formsAgree() {
    var numbers = SeededNumbers(seed: 256)
    for blocks in 0..<40 {
      let bytes = (0..<blocks * 64).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      var fast = (0..<8).map { _ in UInt32.random(in: 0...UInt32.max, using: &numbers) }
      var portable = fast
      sha256_absorb(&fast, bytes, blocks)
      sha256_absorb_portable(&portable, bytes, blocks)
      #expect(fast == portable)
    }
  }
}
