import Glibc
import Testing

/// Files the output of a renderer is compared with.
enum Snapshot {
  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/") + "/Snapshots"

  /// Compares `text` with the snapshot `name`, or writes it where `RECORD_SNAPSHOTS` is set.
  static func expect(_ text: String, named name: String) throws {
    let path = "\(folder)/\(name)"
    if getenv("RECORD_SNAPSHOTS") != nil {
      let file = try #require(fopen(path, "w"))
      defer { fclose(file) }
      #expect(fputs(text, file) >= 0)
      return
    }
    let wanted = try TextFile.read(path)
    guard text != wanted else { return }
    let (found, expected) = (text.split(separator: "\n"), wanted.split(separator: "\n"))
    let line = zip(found, expected).enumerated().first { $1.0 != $1.1 }
    Issue.record(
      """
      \(name) differs\(line.map { " in line \($0.offset + 1):\n  now:  \($0.element.0)\n  was:  \($0.element.1)" } ?? "")
      RECORD_SNAPSHOTS=1 swift test --filter SnapshotTests writes it anew
      """)
  }
}

/// Reading small files in tests.
enum TextFile {
  static func read(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"), "\(path) cannot be read")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return try #require(String(validating: bytes, as: UTF8.self))
  }
}
