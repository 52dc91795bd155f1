package import Diagnostics
import Files
import Glibc

/// Whether the files of a snapshot are what the Hub described when they were fetched.
///
/// Their blobs are named by etags that say so: the SHA-256 of large files, what git calls small ones.
package struct SnapshotCheck: Sendable {
  /// What was found of a file.
  package enum Outcome: Sendable, Hashable {
    /// Its content is what its name says.
    case whole
    /// It is not.
    case damaged(expected: String, found: String)
    /// There is nothing to compare it with.
    case unknown
    /// It is listed, and its content is gone.
    case missing
  }

  /// A file of the snapshot.
  package struct File: Sendable, Hashable {
    /// Its path in the snapshot.
    package let name: String
    /// Its size in bytes.
    package let size: Int
    /// What was found.
    package let outcome: Outcome
  }

  /// A file to look at.
  package struct Listed: Sendable, Hashable {
    /// Where it is.
    package let path: String
    /// Its path in the snapshot.
    let name: String
    /// Its size in bytes; nil where its content is gone.
    let size: Int?
    /// The name of the blob it is a link to.
    let etag: String?
  }

  /// What was found, in the order of names.
  package private(set) var files: [File] = []

  /// The files of the snapshot in `directory`; reads none of them.
  package static func listing(of directory: String) -> [Listed] {
    names(in: directory).map { name in
      let path = "\(directory)/\(name)"
      return Listed(
        path: path, name: name, size: FileSystem.size(path),
        etag: FileSystem.linkTarget(path).map(FileSystem.name))
    }
  }

  /// Reads every file of a listing.
  ///
  /// - Parameter progress: told how many bytes have been read; throws to stop.
  /// - Throws: `inputOutput` for a file that cannot be read.
  package init(
    _ listing: [Listed], progress: (Int) throws(ExplainerError) -> Void = { _ in }
  ) throws(ExplainerError) {
    var read = 0
    for file in listing {
      guard let size = file.size else {
        files.append(File(name: file.name, size: 0, outcome: .missing))
        continue
      }
      guard let etag = file.etag else {
        read += size
        files.append(File(name: file.name, size: size, outcome: .unknown))
        continue
      }
      let found = try Self.digest(file.path, size, etag) { count throws(ExplainerError) in
        read += count
        try progress(read)
      }
      let outcome = found.map { $0 == etag ? Outcome.whole : .damaged(expected: etag, found: $0) }
      files.append(File(name: file.name, size: size, outcome: outcome ?? .unknown))
    }
  }

  /// The paths of all files and links below a folder.
  private static func names(in folder: String) -> [String] {
    FileSystem.entries(of: folder).flatMap { name -> [String] in
      let mode = FileSystem.linkMode("\(folder)/\(name)") ?? 0
      return mode & S_IFMT == S_IFDIR ? names(in: "\(folder)/\(name)").map { "\(name)/\($0)" } : [name]
    }
  }

  private static func digest(
    _ path: String, _ size: Int, _ etag: String, _ progress: (Int) throws(ExplainerError) -> Void
  ) throws(ExplainerError) -> String? {
    var digest = ContentDigest(HubFile.checksum(of: etag), size: size)
    try FileSystem.read(path, inPiecesOf: 1 << 20) { bytes throws(ExplainerError) in
      digest.update(bytes)
      try progress(bytes.count)
    }
    return digest.hexadecimal
  }
}
