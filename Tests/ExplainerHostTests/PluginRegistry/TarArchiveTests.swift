import Diagnostics
import ExplainerTestSupport
import Files
import Foundation
import Testing
@testable import PluginRegistry

@Suite struct TarArchiveTests {
  private static let members = [
    TarArchive.Member(path: "manifest.json", bytes: Array("{}".utf8)),
    TarArchive.Member(path: "lib/libodd.so", bytes: (0..<1500).map { UInt8($0 % 251) }, isExecutable: true),
    TarArchive.Member(path: "empty", bytes: []),
    TarArchive.Member(path: "sources/Ünïcode name.c", bytes: Array(repeating: 7, count: 512)),
    TarArchive.Member(
      path: String(repeating: "folder/", count: 20) + String(repeating: "n", count: 90), bytes: [1]),
  ]

  private func failure(_ bytes: [UInt8]) -> ExplainerError? {
    do {
      _ = try TarArchive(bytes)
      return nil
    } catch { return error }
  }

  /// What is written reads back, and the same files give the same bytes.
  @Test func roundTrip() throws {
    let archive = TarArchive(members: Self.members)
    #expect(try TarArchive(archive.bytes()) == archive)
    #expect(try archive.bytes() == archive.bytes())
  }

  /// GNU tar reads what is written here, and this reads what GNU tar writes.
  @Test func gnuTar() throws {
    let folder = TemporaryFolder()
    try FileSystem.write(try TarArchive(members: Self.members).bytes(), to: "\(folder.path)/ours.tar")
    func tar(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/tar")
      process.arguments = ["-C", folder.path] + arguments
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try tar("-xf", "\(folder.path)/ours.tar")
    for member in Self.members {
      let path = "\(folder.path)/\(member.path)"
      #expect(try FileSystem.read(path) == member.bytes)
      #expect(FileSystem.mode(path).map { $0 & 0o100 != 0 } == member.isExecutable)
    }
    try tar("--format=ustar", "-cf", "\(folder.path)/theirs.tar", "lib/libodd.so", "empty")
    let theirs = try TarArchive(FileSystem.read("\(folder.path)/theirs.tar"))
    #expect(theirs.members == Array(Self.members[1...2]))
  }

  /// As many files as there are take as long as there are, and what is there twice is found among them.
  @Test func manyMembers() throws {
    var archive = TarArchive(members: (0..<9000).map { TarArchive.Member(path: "m\($0)", bytes: []) })
    #expect(try TarArchive(archive.bytes()).members.count == 9000)
    archive.members.append(archive.members[17])
    #expect(try failure(archive.bytes())?.message == "the package holds 'm17' twice")
  }

  /// An archive cut at any place is refused, and never traps; only the empty blocks at its end may be cut short by one.
  @Test func truncated() throws {
    let bytes = try TarArchive(members: Array(Self.members.prefix(3))).bytes()
    for count in stride(from: 0, to: bytes.count - 1024, by: 97) + [0, 511, 512, 513, 1024, 2049] {
      let error = try #require(failure(Array(bytes[..<count])))
      #expect(error.code == .badData)
      #expect(error.message.contains("truncated") || error.message.contains("not a package"), "\(error)")
    }
  }

  /// A flipped byte in a header is noticed, wherever it is.
  @Test func damaged() throws {
    let bytes = try TarArchive(members: Array(Self.members.prefix(2))).bytes()
    for index in stride(from: 0, to: 512, by: 7) {
      var damaged = bytes
      damaged[index] ^= 0x55
      #expect(failure(damaged) != nil)
    }
  }

  /// A name that is not UTF-8 is refused: with another letter in its place it would be another file.
  @Test func foreignNames() throws {
    var bytes = try TarArchive(members: [.init(path: "na?me", bytes: [1])]).bytes()
    bytes[2] = 0xFF
    // (The checksum counts the bytes.)
    let sum = TarArchive.checksum(of: bytes[..<512])
    let digits = String(sum, radix: 8)
    bytes.replaceSubrange(
      148..<154, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8))
    #expect(failure(bytes)?.message == "the package holds a file whose name is not UTF-8")
  }

  /// More files than packages have are refused, and looked through once.
  @Test func manyFiles() throws {
    let members = (0...TarArchive.mostMembers).map { TarArchive.Member(path: "\($0)", bytes: []) }
    #expect(failure(try TarArchive(members: members).bytes())?.code == .limitReached)
    #expect(try TarArchive(TarArchive(members: Array(members.dropLast())).bytes()).members.count == 10_000)
  }

  /// Links, devices, folders, absolute paths, `..`, control characters and two files of one name are refused.
  @Test(arguments: ["/etc/passwd", "../up", "a/../../up", "a//b", "./a", "a/", "", "a\nb", "a\\b"])
  func unsafePaths(_ path: String) throws {
    #expect(!FileSystem.staysInside(path))
    let bytes = try TarArchive(members: [.init(path: path, bytes: [1, 2, 3])]).bytes()
    #expect(failure(bytes) != nil)
  }

  /// A link is refused even where its checksum is right.
  @Test func links() throws {
    var bytes = try TarArchive(members: [.init(path: "link", bytes: [])]).bytes()
    bytes[156] = UInt8(ascii: "2")
    let sum = String(TarArchive.checksum(of: bytes[..<512]), radix: 8)
    let digits = Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8)
    bytes.replaceSubrange(148..<154, with: digits)
    #expect(try #require(failure(bytes)).message.contains("no plain file"))
  }

  /// Two files of one name are refused.
  @Test func twice() throws {
    let member = TarArchive.Member(path: "a", bytes: [1])
    #expect(try #require(failure(TarArchive(members: [member, member]).bytes())).message.contains("twice"))
  }
}
