/// A file on the Hub, as its headers describe it.
package struct HubFile: Sendable, Hashable {
  /// What its etag says of its content.
  package enum Checksum: Sendable, Hashable {
    /// The SHA-256 of the content: files in large file storage.
    case sha256
    /// What git calls the content: SHA-1 of its length and itself.
    case gitBlob
    /// Nothing that can be checked.
    case unknown
  }

  /// Its path in the repository.
  package let name: String
  /// Its etag, without quotation marks: the name of its blob.
  package let etag: String
  /// Its size in bytes.
  package let size: Int
  /// Where it lies at the moment; the address may stop working after a while.
  let location: String
  /// The Hub's own address of it, which leads to where it lies.
  let address: String

  /// What the etag says of the content.
  package var checksum: Checksum { Self.checksum(of: etag) }

  /// What an etag says of the content.
  static func checksum(of etag: String) -> Checksum {
    guard etag.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }) else { return .unknown }
    return etag.utf8.count == 64 ? .sha256 : etag.utf8.count == 40 ? .gitBlob : .unknown
  }
}
