import Diagnostics
import Files

extension TarArchive {
  /// Reads an archive.
  ///
  /// - Throws: `badData` for bytes that are no archive, one that ends too early, or a member that is no plain file in
  ///   a folder below.
  init(_ bytes: [UInt8]) throws(ExplainerError) {
    func bad(_ message: String, found: String? = nil, remedy: String? = nil) -> ExplainerError {
      ExplainerError(.badData, message, found: found, remedy: remedy)
    }
    func truncated(_ what: String) -> ExplainerError {
      bad(
        "the file is truncated: it ends inside \(what)", found: "\(bytes.count) bytes",
        remedy: "copy or download it again")
    }
    var members: [Member] = []
    var paths: Set<String> = []
    var offset = 0
    while true {
      guard offset + Self.blockSize <= bytes.count else {
        throw members.isEmpty ? bad("is not a package") : truncated("the list of files")
      }
      let block = bytes[offset..<offset + Self.blockSize]
      if block.allSatisfy({ $0 == 0 }) { break }
      let header = Header(block)
      guard header.hasMagic, header.checksum == Self.checksum(of: block) else {
        throw bad(members.isEmpty ? "is not a package" : "the package is damaged at byte \(offset)")
      }
      guard let path = header.path else { throw bad("the package holds a file whose name is not UTF-8") }
      guard header.isPlainFile, FileSystem.staysInside(path), let size = header.size else {
        throw bad("the package holds '\(path)', which is no plain file in a folder below")
      }
      guard paths.insert(path).inserted else { throw bad("the package holds '\(path)' twice") }
      guard members.count < Self.mostMembers else {
        throw ExplainerError(.limitReached, "the package holds more than \(Self.mostMembers) files")
      }
      offset += Self.blockSize
      guard size <= bytes.count - offset else { throw truncated("'\(path)' (\(size) bytes)") }
      members.append(
        Member(
          path: path, bytes: Array(bytes[offset..<offset + size]), isExecutable: header.isExecutable))
      offset += size + Self.padding(after: size)
    }
    self.members = members
  }

  /// The header of a member.
  private struct Header {
    private let block: ArraySlice<UInt8>

    init(_ block: ArraySlice<UInt8>) { self.block = block }

    var hasMagic: Bool { field(257, 5) == Array("ustar".utf8) }
    var checksum: Int? { octal(148, 8) }
    var size: Int? { octal(124, 12) }
    var isExecutable: Bool { (octal(100, 8) ?? 0) & 0o100 != 0 }
    var isPlainFile: Bool { [UInt8(ascii: "0"), 0].contains(block[block.startIndex + 156]) }
    /// Nil where it is not UTF-8: to write it otherwise would be to give the file another name.
    var path: String? {
      guard let prefix = text(345, 155), let name = text(0, 100) else { return nil }
      return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private func field(_ start: Int, _ count: Int) -> [UInt8] {
      Array(block.dropFirst(start).prefix(count))
    }

    private func text(_ start: Int, _ count: Int) -> String? {
      String(validating: field(start, count).prefix { $0 != 0 }, as: UTF8.self)
    }

    private func octal(_ start: Int, _ count: Int) -> Int? {
      guard let digits = text(start, count)?.filter({ $0 != " " }) else { return nil }
      return digits.count <= 12 ? Int(digits, radix: 8).flatMap { $0 >= 0 ? $0 : nil } : nil
    }
  }
}
