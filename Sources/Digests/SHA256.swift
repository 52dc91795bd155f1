import CDigest

/// SHA-256 (FIPS 180-4): of the pins of the registry, of packages, of large files on the Hub.
///
/// Written here because the library that has it (swift-crypto) adds over a minute to every build and megabytes to a
/// program whose start-up is its promise; checked against the standard's examples and, block by block, a portable form.
package struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]
  private var blocks = MessageBlocks()

  /// The digest of nothing yet.
  package init() {}

  /// Takes the next bytes.
  ///
  /// - Complexity: O(n); 4 MB take 3 ms where the processor has the instructions, 17 ms where not.
  package mutating func update(_ bytes: [UInt8]) {
    var words = state
    blocks.feed(bytes) { sha256_absorb(&words, $0, $1) }
    state = words
  }

  /// The digest of all that was taken, in hexadecimal.
  package var hexadecimal: String {
    var words = state
    blocks.finish { sha256_absorb(&words, $0, $1) }
    return MessageBlocks.hexadecimal(words)
  }

  /// The digest of all that was taken: 32 bytes.
  package var bytes: [UInt8] {
    var words = state
    blocks.finish { sha256_absorb(&words, $0, $1) }
    return words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  /// The digest of `bytes` in hexadecimal.
  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes)
    return digest.hexadecimal
  }
}
