import Digests
import Testing

@Suite struct SHA1Tests {
  /// The examples of FIPS 180-4, and a long one.
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 100_000), "c4d4b30851182fc4eb8675494d42fd7f17e29c93"),
  ])
  func examples(_ text: String, _ digest: String) {
    var sha = SHA1()
    sha.update(Array(text.utf8))
    #expect(sha.hexadecimal == digest)
  }

  /// What `git hash-object` says of files.
  @Test(arguments: [
    ("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), ("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
  ])
  func gitBlob(_ text: String, _ digest: String) {
    var sha = SHA1(gitBlobOfSize: text.utf8.count)
    sha.update(Array(text.utf8))
    #expect(sha.hexadecimal == digest)
  }

  /// A message taken in pieces of any length has the digest of the whole.
  @Test(arguments: [1, 7, 63, 64, 65, 200]) func pieces(_ length: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var whole = SHA1(), pieces = SHA1()
    var longWhole = SHA256(), longPieces = SHA256()
    whole.update(bytes)
    longWhole.update(bytes)
    for start in stride(from: 0, to: bytes.count, by: length) {
      let piece = Array(bytes[start..<min(start + length, bytes.count)])
      pieces.update(piece)
      longPieces.update(piece)
    }
    #expect(pieces.hexadecimal == whole.hexadecimal)
    #expect(longPieces.hexadecimal == longWhole.hexadecimal)
  }
}
