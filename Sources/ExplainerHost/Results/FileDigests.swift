package import Diagnostics
import Digests
import Files
import Glibc
import JSON
import Synchronization

/// SHA-256 of files, each computed once: what was computed is remembered with the file's size and times.
package final class FileDigests: Sendable {
  private static let mostRemembered = 4096
  private let memory: String?
  private let known: Mutex<JSONObject>

  /// Digests remembered in the file `memory`, where there is one.
  package init(memory: String?) {
    self.memory = memory
    let bytes = memory.flatMap { try? FileSystem.readIfPresent($0, limit: 16 << 20) }
    known = Mutex(bytes.flatMap { try? JSONValue(parsing: $0) }?.object ?? [:])
  }

  /// The digest of the file at `path` in hexadecimal.
  ///
  /// - Throws: `notFound`, `inputOutput`.
  /// - Complexity: O(bytes) the first time, a GB a second with the processor's instructions for it.
  package func digest(of path: String) throws(ExplainerError) -> String {
    guard let file = FileSystem.resolved(path), let stamp = FileSystem.stamp(file) else {
      throw ExplainerError(.notFound, "no such file", at: [path])
    }
    let key = "\(file)|\(stamp.map(String.init).joined(separator: "|"))"
    if let digest = known.withLock({ $0[key]?.string }) { return digest }
    let digest = try Self.compute(file)
    known.withLock { $0[key] = .string(digest) }
    return digest
  }

  /// One digest for several files of a folder: that of the lines `digest  name` that `sha256sum` prints of them.
  package func digest(of names: [String], in folder: String) throws(ExplainerError) -> String {
    var lines = ""
    for name in names.sorted() { lines += "\(try digest(of: "\(folder)/\(name)"))  \(name)\n" }
    return SHA256.hexadecimal(of: Array(lines.utf8))
  }

  /// Writes down what is known, for the next program.
  package func save() {
    guard let memory else { return }
    let members = known.withLock { $0.members.suffix(Self.mostRemembered) }
    let json = JSONValue.object(JSONObject(members.map { ($0.key, $0.value) }))
    // Only a matter of speed: what cannot be written is computed again.
    try? OutputFile.write(json.utf8(), to: memory)
  }

  private static func compute(_ path: String) throws(ExplainerError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    func failure() -> ExplainerError {
      ExplainerError(.inputOutput, "cannot be read: \(String(cString: strerror(errno)))", at: [path])
    }
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var digest = SHA256()
    while true {
      var got = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        repeat { got = read(descriptor, buffer.baseAddress, buffer.count) } while got < 0 && errno == EINTR
        count = max(0, got)
      }
      guard got >= 0 else { throw failure() }
      guard got > 0 else { return digest.hexadecimal }
      digest.update(chunk)
    }
  }
}
