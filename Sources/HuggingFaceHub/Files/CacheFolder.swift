import Checkpoints
import Diagnostics
import Files
import Glibc

/// A model's folder in the cache, written as `huggingface_hub` lays it out.
///
/// `refs/REVISION` holds a commit, `snapshots/COMMIT/FILE` is a relative link to `blobs/ETAG`, `.no_exist/COMMIT/FILE`
/// is an empty file for what the Hub was asked for and does not have. What is being fetched is `blobs/ETAG.incomplete`,
/// always a beginning of the whole, so that either program goes on with what the other has begun; whoever writes it holds
/// `.locks/MODEL/ETAG.lock` at the cache's root. Source: https://huggingface.co/docs/hub/local-cache.
struct CacheFolder: Sendable {
  let path: String
  private let locks: String

  /// The folder of a model.
  ///
  /// - Throws: `inputOutput` where the environment names no cache.
  init(_ id: HubID, in cache: HubCache) throws(ExplainerError) {
    guard let root = cache.root else {
      throw ExplainerError(
        .inputOutput, "there is no place for models: neither HF_HOME nor HOME is set",
        remedy: "name a folder with HF_HOME")
    }
    path = "\(root)/\(id.folder)"
    locks = "\(root)/.locks/\(id.folder)"
  }

  /// The content of this etag.
  func blob(_ etag: String) -> String { "\(path)/blobs/\(etag)" }

  /// The beginning of the content of this etag.
  func partial(_ etag: String) -> String { "\(blob(etag)).incomplete" }

  /// A file of a snapshot.
  func pointer(_ name: String, _ commit: String) -> String { "\(path)/snapshots/\(commit)/\(name)" }

  /// Whether a file of a snapshot is there, its content too.
  func has(_ name: String, _ commit: String) -> Bool { FileSystem.isFile(pointer(name, commit)) }

  /// Makes the folders that a download writes to.
  func prepare() throws(ExplainerError) {
    try FileSystem.makeFolder("\(path)/blobs")
    try FileSystem.makeFolder(locks)
  }

  /// Keeps others from writing the content of this etag; nil where somebody else does.
  func lock(_ etag: String) throws(ExplainerError) -> FileLock? {
    try FileLock(ifFree: "\(locks)/\(etag).lock")
  }

  /// Puts a content that is there into a snapshot.
  func link(_ file: HubFile, _ commit: String) throws(ExplainerError) {
    let pointer = pointer(file.name, commit)
    try FileSystem.makeFolder(FileSystem.folder(of: pointer))
    let up = String(repeating: "../", count: file.name.split(separator: "/").count + 1)
    let target = "\(up)blobs/\(file.etag)"
    while symlink(target, pointer) != 0 {
      // One whose content is gone, or another process was faster, or the file was written again on the Hub.
      if errno == EEXIST {
        if FileSystem.resolved(pointer) == FileSystem.resolved(blob(file.etag)) { return }
        if unlink(pointer) == 0 || errno == ENOENT { continue }
      }
      throw ExplainerError(
        .inputOutput, "the link cannot be made: \(String(cString: strerror(errno)))", at: [pointer],
        remedy: "the cache needs a file system with symbolic links: name another folder with HF_HOME")
    }
  }

  /// Remembers which commit a revision stands for.
  func remember(_ revision: String, _ commit: String) throws(ExplainerError) {
    guard revision != commit else { return }
    let file = "\(path)/refs/\(revision)"
    if let known = try FileSystem.readIfPresent(file, limit: 1 << 10), known == Array(commit.utf8) { return }
    try FileSystem.makeFolder(FileSystem.folder(of: file))
    try OutputFile.write(Array(commit.utf8), to: file)
  }

  /// Remembers that the Hub does not have these files.
  func remember(absent names: [String], _ commit: String) throws(ExplainerError) {
    for name in names {
      let file = "\(path)/.no_exist/\(commit)/\(name)"
      guard !FileSystem.isFile(file) else { continue }
      try FileSystem.makeFolder(FileSystem.folder(of: file))
      try OutputFile.write([], to: file)
    }
  }
}
