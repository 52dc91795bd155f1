package import Diagnostics
import Digests
import Files
import Glibc
import JSON
import Synchronization

/// SHA-256 of files, each computed once: what was computed is remembered with what tells the file from any other
/// (`FileSystem.stamp`).
///
/// A file that was changed only just now is computed again next time: it might be written once more within the same tick
/// of the file system's clock, and nothing but its content would tell.
package final class FileDigests: Sendable {
  private struct Known {
    var digests: JSONObject
    var isChanged = false
  }

  private static let mostRemembered = 4096
  private let memory: String?
  /// Seconds.
  private let settling: Int
  private let known = Mutex<Known?>(nil)

  /// Digests remembered in the file `memory`, where there is one.
  ///
  /// - Parameter settling: of files that were changed in the last so many seconds none is remembered; the coarsest clock of
  ///   a file system in use has ticks of two.
  package init(memory: String?, settling: Int = 3) {
    self.memory = memory
    self.settling = settling
  }

  /// The digest of the file at `path` in hexadecimal.
  ///
  /// - Throws: `notFound`, `inputOutput`.
  /// - Complexity: O(bytes) the first time, a GB a second with the processor's instructions for it.
  package func digest(of path: String) throws(ExplainerError) -> String {
    guard let file = FileSystem.resolved(path), let stamp = FileSystem.stamp(file) else {
      throw ExplainerError(.notFound, "no such file", at: [path])
    }
    if let digest = withKnown({ $0.digests[Self.key(file, stamp)]?.string }) { return digest }
    let (digest, settled) = try compute(file)
    if let settled {
      withKnown {
        $0.digests[Self.key(file, settled)] = .string(digest)
        $0.isChanged = true
      }
    }
    return digest
  }

  /// One digest for several files of a folder: that of the lines `digest  name` that `sha256sum` prints of them.
  package func digest(of names: [String], in folder: String) throws(ExplainerError) -> String {
    var lines = ""
    for name in names.sorted() { lines += "\(try digest(of: "\(folder)/\(name)"))  \(name)\n" }
    return SHA256.hexadecimal(of: Array(lines.utf8))
  }

  /// Writes down what has been learnt, for the next program; for this user's eyes and hand only.
  package func save() {
    guard let memory else { return }
    let members = withKnown { known in
      defer { known.isChanged = false }
      return known.isChanged ? known.digests.members.suffix(Self.mostRemembered) : []
    }
    guard !members.isEmpty else { return }
    let json = JSONValue.object(JSONObject(members.map { ($0.key, $0.value) }))
    // Only a matter of speed: what cannot be written is computed again.
    try? FileSystem.makeFolder(FileSystem.folder(of: memory), mode: 0o700)
    try? FileSystem.write(json.utf8(), to: memory, mode: 0o600)
  }

  private static func key(_ file: String, _ stamp: [Int]) -> String {
    "\(file)|\(stamp.map(String.init).joined(separator: "|"))"
  }

  /// Lets `body` see what is known; the memory is read the first time.
  private func withKnown<Result: Sendable>(_ body: (inout Known) -> Result) -> Result {
    known.withLock { known in
      var value = known ?? Known(digests: memory.map(Self.read) ?? [:])
      let result = body(&value)
      known = value
      return result
    }
  }

  /// What is written down in `path`, where nobody else can have written there.
  private static func read(_ path: String) -> JSONObject {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return [:] }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      status.st_mode & 0o022 == 0, let bytes = try? FileSystem.readIfPresent(path, limit: 16 << 20)
    else { return [:] }
    return (try? JSONValue(parsing: bytes))?.object ?? [:]
  }

  /// The digest, and what tells the file that it is of, where that will tell it from whatever the file becomes.
  private func compute(_ path: String) throws(ExplainerError) -> (digest: String, stamp: [Int]?) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    func failure() -> ExplainerError {
      ExplainerError(.inputOutput, "cannot be read: \(String(cString: strerror(errno)))", at: [path])
    }
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    let before = FileSystem.stamp(of: descriptor)
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var digest = SHA256()
    while true {
      var got = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        repeat {
          got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        } while got < 0 && errno == EINTR
        count = max(0, got)
      }
      guard got >= 0 else { throw failure() }
      guard got > 0 else { break }
      digest.update(chunk)
    }
    let isSettled =
      before == FileSystem.stamp(of: descriptor)
      && (before.map { max($0[3], $0[5]) <= now.tv_sec - settling } ?? false)
    return (digest.hexadecimal, isSettled ? before : nil)
  }
}
