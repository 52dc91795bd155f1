import Diagnostics

/// A tape archive (POSIX ustar), as far as packages need one: plain files, in order.
///
/// Written so that the same files give the same bytes: no dates, no owners. Read so that nothing in it can do harm:
/// links, devices, absolute paths and `..` are refused. Checked against GNU tar.
struct TarArchive: Sendable, Hashable {
  /// One file.
  struct Member: Sendable, Hashable {
    /// Its path inside the archive, relative.
    var path: String
    var bytes: [UInt8]
    var isExecutable = false

    /// The same with its path from `folder`, which ends in `/`; nil where it lies elsewhere.
    func inside(_ folder: String) -> Member? {
      guard path.hasPrefix(folder) else { return nil }
      var inner = self
      inner.path.removeFirst(folder.count)
      return inner
    }
  }

  static let blockSize = 512
  /// How many files one may hold that is read.
  static let mostMembers = 10_000
  var members: [Member]
}

extension TarArchive {
  /// The archive's bytes.
  ///
  /// - Throws: `badParameter` for a path too long for the format (155 bytes of folders, 100 of name).
  func bytes() throws(ExplainerError) -> [UInt8] {
    var result: [UInt8] = []
    for member in members {
      result += try Self.header(of: member)
      result += member.bytes
      result += [UInt8](repeating: 0, count: Self.padding(after: member.bytes.count))
    }
    return result + [UInt8](repeating: 0, count: 2 * Self.blockSize)
  }

  static func padding(after size: Int) -> Int { (blockSize - size % blockSize) % blockSize }

  private static func header(of member: Member) throws(ExplainerError) -> [UInt8] {
    let (prefix, name) = try split(member.path)
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ bytes: some Sequence<UInt8>, at index: Int) {
      for (offset, byte) in bytes.enumerated() { block[index + offset] = byte }
    }
    func octal(_ value: Int, digits: Int) -> [UInt8] {
      let text = String(value, radix: 8)
      return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
    put(name, at: 0)
    put(octal(member.isExecutable ? 0o755 : 0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(member.bytes.count, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    block[156] = UInt8(ascii: "0")
    put("ustar".utf8, at: 257)
    put("00".utf8, at: 263)
    put(prefix, at: 345)
    put(octal(checksum(of: block), digits: 6) + [0, 0x20], at: 148)
    return block
  }

  /// The sum of a header's bytes, its own field counted as blanks.
  static func checksum(of block: some Collection<UInt8>) -> Int {
    block.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 0x20 : Int($1.element)) }
  }

  private static func split(_ path: String) throws(ExplainerError) -> (prefix: [UInt8], name: [UInt8]) {
    let bytes = Array(path.utf8)
    if bytes.count <= 100 { return ([], bytes) }
    let slashes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }
    guard let slash = slashes.first(where: { bytes.count - $0 - 1 <= 100 && $0 <= 155 }) else {
      throw ExplainerError(
        .badParameter, "the path is too long for a package", at: [path], expected: "at most 255 bytes")
    }
    return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
  }
}
