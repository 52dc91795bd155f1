package import Checkpoints
import Files
import Glibc

/// A model in the cache, whole or not.
package struct CachedModel: Sendable {
  /// Its id.
  package let id: String
  /// The snapshots that are there, by commit.
  package let commits: [String]
  /// The commits that names stand for: `main` and other branches and tags, by name.
  package let revisions: [(name: String, commit: String)]
  /// What its files take on the disk, each once, in bytes.
  package let size: Int
  /// What of it are beginnings of files, in bytes.
  package let begunSize: Int

  /// Looks at the folder of a model.
  package init(_ id: HubID, in cache: HubCache) {
    self.id = id.name
    let folder = "\(cache.root ?? "")/\(id.folder)"
    commits = FileSystem.entries(of: "\(folder)/snapshots")
    revisions = FileSystem.files(below: "\(folder)/refs").compactMap { name in
      (try? FileSystem.read("\(folder)/refs/\(name)", limit: 1 << 10)).map {
        (name, String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self))
      }
    }
    let sizes = FileSystem.entries(of: "\(folder)/blobs").map { name in
      (isBegun: name.hasSuffix(".incomplete"), size: FileSystem.size("\(folder)/blobs/\(name)") ?? 0)
    }
    size = sizes.reduce(0) { $0 + $1.size }
    begunSize = sizes.reduce(0) { $0 + ($1.isBegun ? $1.size : 0) }
  }
}
