import Digests

/// The digest by which an etag names a content.
enum ContentDigest {
  case sha256(SHA256)
  case gitBlob(SHA1)
  case none

  /// The digest that belongs to an etag, of a content of this size.
  init(_ checksum: HubFile.Checksum, size: Int) {
    switch checksum {
    case .sha256: self = .sha256(SHA256())
    case .gitBlob: self = .gitBlob(SHA1(gitBlobOfSize: size))
    case .unknown: self = .none
    }
  }

  /// Takes the next bytes.
  mutating func update(_ bytes: [UInt8]) {
    switch self {
    case .sha256(var digest):
      // Without a second owner it is changed in place.
      self = .none
      digest.update(bytes)
      self = .sha256(digest)
    case .gitBlob(var digest):
      self = .none
      digest.update(bytes)
      self = .gitBlob(digest)
    case .none: break
    }
  }

  /// What the etag should be; nil where it cannot be told.
  var hexadecimal: String? {
    switch self {
    case .sha256(let digest): digest.hexadecimal
    case .gitBlob(let digest): digest.hexadecimal
    case .none: nil
    }
  }
}
