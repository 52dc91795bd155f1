import Diagnostics
import Tensors

/// The directory of a ZIP archive whose files lie in it as they are, not compressed: those of `torch.save`.
///
/// Sizes are those of the directory at the end; what stands before each file has to be of the same name. Checksums are
/// not compared: that would read all weights, and `torch.save` may be told to leave them out.
/// Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, with its 64-bit fields.
struct ZipDirectory {
  /// Where each file's bytes lie in the archive, by name.
  private(set) var files: [String: Range<Int>] = [:]
  private let archive: MappedFile

  /// The largest directory that is read, in bytes: of a million files.
  private static let largest = 1 << 28
  private static let all32 = 0xFFFF_FFFF

  /// Reads the directory of `archive`.
  ///
  /// - Throws: `badData` for what is no whole archive, `unsupported` for compressed and encrypted files.
  init(of archive: MappedFile) throws(ExplainerError) {
    self.archive = archive
    let place = try directory()
    guard place.bytes.count <= Self.largest, place.bytes.upperBound <= archive.size,
      // Each entry takes 46 bytes and its name.
      place.count <= place.bytes.count / 46
    else { throw malformed("the archive's directory is not where it should be") }
    var reader = ByteReader(try archive.bytes(place.bytes), location: [archive.path])
    var ends: [(start: Int, end: Int)] = []
    for _ in 0..<place.count {
      let (name, header, bytes) = try entry(&reader)
      guard bytes.upperBound <= place.bytes.lowerBound else {
        throw malformed("'\(name.cut(to: 80))' lies outside the archive")
      }
      guard files.updateValue(bytes, forKey: name) == nil else {
        throw malformed("'\(name.cut(to: 80))' is in the archive twice")
      }
      ends.append((header, bytes.upperBound))
    }
    guard reader.position == place.bytes.count else {
      throw malformed("the archive's directory is cut short")
    }
    ends.sort { $0.start < $1.start }
    guard zip(ends, ends.dropFirst()).allSatisfy({ $0.end <= $1.start }) else {
      throw malformed("files of the archive overlap")
    }
  }

  /// Where the directory lies and how many files it names.
  private func directory() throws(ExplainerError) -> (bytes: Range<Int>, count: Int) {
    // The end of the archive is found backwards, because a comment may stand behind it.
    let longest = min(archive.size, 22 + 0xFFFF)
    let tail = try archive.bytes(archive.size - longest..<archive.size)
    let found = stride(from: tail.count - 22, through: 0, by: -1).first { start in
      tail[start...].starts(with: [0x50, 0x4B, 5, 6])
        && Int(tail[start + 20]) | Int(tail[start + 21]) << 8 == tail.count - start - 22
    }
    guard let found else { throw malformed("the archive has no end: the file is cut short") }
    let end = archive.size - longest + found
    if let wide = try wideDirectory(before: end) { return wide }
    var reader = ByteReader(Array(tail[found...]), location: [archive.path])
    try reader.skip(10)
    let count = try reader.number(2)
    return try range(size: reader.number(4), start: reader.number(4), count: count, end: end)
  }

  /// The same with 64-bit numbers; nil where the archive has none.
  private func wideDirectory(before end: Int) throws(ExplainerError) -> (bytes: Range<Int>, count: Int)? {
    guard end >= 20 else { return nil }
    var locator = ByteReader(try archive.bytes(end - 20..<end), location: [archive.path])
    guard try locator.take(4).elementsEqual([0x50, 0x4B, 6, 7]) else { return nil }
    try locator.skip(4)
    let start = try locator.number(8)
    guard start <= end - 56 - 20 else { throw malformed("the archive's end is not where it should be") }
    var reader = ByteReader(try archive.bytes(start..<start + 56), location: [archive.path])
    guard try reader.take(4).elementsEqual([0x50, 0x4B, 6, 6]) else {
      throw malformed("the archive's end is not where it should be")
    }
    try reader.skip(28)
    let count = try reader.number(8)
    return try range(size: reader.number(8), start: reader.number(8), count: count, end: start)
  }

  private func range(
    size: Int, start: Int, count: Int, end: Int
  ) throws(ExplainerError) -> (bytes: Range<Int>, count: Int) {
    guard start <= end, size <= end - start else {
      throw malformed("the archive's directory is not where it should be")
    }
    return (start..<start + size, count)
  }

  /// The next file of the directory, and where what stands before it begins.
  private func entry(
    _ reader: inout ByteReader
  ) throws(ExplainerError) -> (name: String, header: Int, bytes: Range<Int>) {
    guard try reader.take(4).elementsEqual([0x50, 0x4B, 1, 2]) else {
      throw malformed("the archive's directory is damaged")
    }
    try reader.skip(4)
    let flags = try reader.number(2)
    let method = try reader.number(2)
    try reader.skip(8)
    var (packed, size) = (try reader.number(4), try reader.number(4))
    let (nameSize, extraSize, commentSize) = (
      try reader.number(2), try reader.number(2), try reader.number(2)
    )
    try reader.skip(8)
    var header = try reader.number(4)
    let name = try reader.text(nameSize)
    var extra = ByteReader(Array(try reader.take(extraSize)), location: [archive.path])
    try reader.skip(commentSize)
    while extra.position + 4 <= extraSize {
      let (kind, length) = (try extra.number(2), try extra.number(2))
      var field = ByteReader(Array(try extra.take(length)), location: [archive.path])
      guard kind == 1 else { continue }
      if size == Self.all32 { size = try field.number(8) }
      if packed == Self.all32 { packed = try field.number(8) }
      if header == Self.all32 { header = try field.number(8) }
    }
    guard method == 0, flags & 1 == 0, packed == size else {
      throw ExplainerError(
        .unsupported, "the archive's files are \(flags & 1 == 0 ? "compressed" : "encrypted")",
        at: [archive.path, name.cut(to: 80)], expected: "files as torch.save stores them",
        remedy: CheckpointFolder.pickleRemedy())
    }
    return (name, header, try bytes(of: name, size: size, header: header))
  }

  /// Where a file's bytes lie, by what stands before them.
  private func bytes(
    of name: String, size: Int, header: Int
  ) throws(ExplainerError) -> Range<Int> {
    guard header <= archive.size - 30, size <= archive.size else {
      throw malformed("'\(name.cut(to: 80))' lies outside the archive")
    }
    let length = name.utf8.count
    let end = min(archive.size, header + 30 + length)
    var reader = ByteReader(try archive.bytes(header..<end), location: [archive.path])
    let isHeader = try reader.take(4).elementsEqual([0x50, 0x4B, 3, 4])
    try reader.skip(22)
    let (nameSize, extraSize) = (try reader.number(2), try reader.number(2))
    guard isHeader, nameSize == length, try reader.text(length) == name else {
      throw malformed("'\(name.cut(to: 80))' is not where the archive's directory says")
    }
    let start = header + 30 + length + extraSize
    return start..<start + size
  }

  private func malformed(_ message: String) -> ExplainerError {
    ExplainerError(.badData, message, at: [archive.path], remedy: "Download or copy the file again")
  }
}
