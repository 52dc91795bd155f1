import Digests
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import PluginRegistry

/// A digest is computed once for a file, and never believed of another.
@Suite struct FileDigestsTests {
  private let folder = TemporaryFolder()
  private var memory: String { "\(folder.path)/cache/libraries.json" }

  private func digest(_ path: String, settling: Int = 0) throws -> String {
    let digests = FileDigests(memory: memory, settling: settling)
    defer { digests.save() }
    return try digests.digest(of: path)
  }

  private var remembered: JSONObject {
    (try? FileSystem.read(memory)).flatMap { try? JSONValue(parsing: $0) }?.object ?? [:]
  }

  private func setTimes(_ path: String, _ time: timespec) {
    var times = [time, time]
    utimensat(AT_FDCWD, path, &times, 0)
  }

  /// What was computed is written down for this user alone, and believed next time; a file that changes is another,
  /// though its size and its time of writing are as before.
  @Test func swapped() throws {
    let path = folder.write("abcd", to: "lib.so")
    let first = try digest(path)
    #expect(first == SHA256.hexadecimal(of: Array("abcd".utf8)))
    #expect(remembered.count == 1)
    #expect(FileSystem.mode(memory).map { $0 & 0o777 } == 0o600)
    #expect(FileSystem.mode(FileSystem.folder(of: memory)).map { $0 & 0o777 } == 0o700)

    // What is believed is what is written down.
    let key = remembered.keys[0]
    try FileSystem.write(JSONValue.object([key: "believed"]).utf8(), to: memory, mode: 0o600)
    #expect(try digest(path) == "believed")

    var status = stat()
    stat(path, &status)
    // For a tick of the file system's clock nothing would tell, which is why what was changed just now is not remembered.
    let changed = FileSystem.stamp(path)?.suffix(2)
    let isLater = Waiting.until {
      folder.write("efgh", to: "lib.so")
      setTimes(path, status.st_mtim)
      return FileSystem.stamp(path)?.suffix(2) != changed
    }
    #expect(isLater)
    #expect(FileSystem.stamp(path)?[2...4] == ArraySlice([4, status.st_mtim.tv_sec, status.st_mtim.tv_nsec]))
    #expect(try digest(path) == SHA256.hexadecimal(of: Array("efgh".utf8)))

    // Another file put in its place, of the same size and time.
    let other = folder.write("ijkl", to: "other.so")
    setTimes(other, status.st_mtim)
    rename(other, path)
    #expect(try digest(path) == SHA256.hexadecimal(of: Array("ijkl".utf8)))
  }

  /// What was changed only just now is not remembered: it might change again within one tick of the clock.
  @Test func fresh() throws {
    let path = folder.write("abcd", to: "lib.so")
    setTimes(path, timespec(tv_sec: 1_000_000, tv_nsec: 0))
    #expect(try digest(path, settling: 3) == SHA256.hexadecimal(of: Array("abcd".utf8)))
    #expect(remembered.isEmpty)
  }

  /// What others may have written is not believed; nor what is no file, or no JSON.
  @Test(arguments: ["group", "others", "another user", "a link", "a folder", "a pipe", "not JSON"])
  func distrusted(
    _ what: String
  ) throws {
    let path = folder.write("abcd", to: "lib.so")
    _ = try digest(path)
    let key = try #require(remembered.keys.first)
    let lie = JSONValue.object([key: "a lie"]).utf8()
    try FileSystem.write(lie, to: memory, mode: 0o600)
    switch what {
    case "group": Permissions.set(0o620, of: memory)
    case "others": Permissions.set(0o602, of: memory)
    // (Only root can give files away.)
    case "another user": if chown(memory, 65_534, 65_534) != 0 { return }
    case "a link":
      rename(memory, "\(folder.path)/elsewhere")
      symlink("\(folder.path)/elsewhere", memory)
    case "a folder":
      FileSystem.remove(memory)
      try FileSystem.makeFolder(memory)
    case "a pipe":
      FileSystem.remove(memory)
      mkfifo(memory, 0o600)
    default: try FileSystem.write(Array("{\"\(key)\": \"a lie\"".utf8), to: memory, mode: 0o600)
    }
    let digests = FileDigests(memory: memory, settling: 0)
    #expect(try digests.digest(of: path) == SHA256.hexadecimal(of: Array("abcd".utf8)))
  }
}
