import CDigest

/// SHA-1 (FIPS 180-4), by which git names what it stores.
///
/// It tells a damaged file from a whole one and nothing about who made it: collisions can be made.
package struct SHA1: Sendable {
  private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
  private var blocks = MessageBlocks()

  /// The digest of nothing yet.
  package init() {}

  /// The beginning of the digest git gives a file of `size` bytes.
  package init(gitBlobOfSize size: Int) {
    update(Array("blob \(size)\0".utf8))
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) {
    var words = state
    blocks.feed(bytes) { sha1_absorb(&words, $0, $1) }
    state = words
  }

  /// The digest of all that was taken, in hexadecimal.
  package var hexadecimal: String {
    var words = state
    blocks.finish { sha1_absorb(&words, $0, $1) }
    return MessageBlocks.hexadecimal(words)
  }
}
