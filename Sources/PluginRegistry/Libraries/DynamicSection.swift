/// What the loader reads of a shared library to find the others it needs.
///
/// Source: the ELF-64 object file format, dynamic section (System V gABI, chapter 5); `ld.so(8)` on `DT_RUNPATH` and
/// `DT_RPATH`.
struct DynamicSection: Sendable, Hashable {
  /// The names of the libraries it needs, in order (`DT_NEEDED`).
  private(set) var needed: [String] = []
  /// Where they are looked for (`DT_RUNPATH`), as written.
  private(set) var runPath: [String] = []
  /// Where they, and what they need in turn, are looked for (`DT_RPATH`), as written.
  private(set) var inheritedPath: [String] = []

  /// Reads the bytes of a library; nil where they are none, or have no such section.
  init?(_ bytes: [UInt8]) {
    let file = Reader(bytes: bytes)
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let start = file.number(at: 32, 8),
      file.number(at: 54, 2) == 56, let count = file.number(at: 56, 2), start <= bytes.count
    else { return nil }
    let segments = (0..<count).compactMap { file.segment(at: start + $0 * 56) }
    guard let dynamic = segments.first(where: { $0.kind == 2 }) else { return nil }
    var entries: [(tag: Int, value: Int)] = []
    for index in stride(from: dynamic.offset, to: min(bytes.count, dynamic.offset &+ dynamic.size), by: 16) {
      guard let tag = file.number(at: index, 8), let value = file.number(at: index + 8, 8), tag != 0 else {
        break
      }
      entries.append((tag, value))
    }
    guard let address = entries.first(where: { $0.tag == 5 })?.value,
      let home = segments.first(where: {
        $0.kind == 1 && $0.address <= address && address - $0.address < $0.size
      }
      )
    else { return nil }
    let strings = home.offset &+ (address - home.address)
    for (tag, value) in entries {
      guard [1, 15, 29].contains(tag), let text = file.text(at: strings &+ value) else { continue }
      let folders = text.split(separator: ":").map(String.init)
      switch tag {
      case 1: needed.append(text)
      case 15: inheritedPath = folders
      default: runPath = folders
      }
    }
  }
}

/// Numbers and texts of a file; nil for what lies outside of it.
private struct Reader {
  struct Segment {
    let kind, offset, address, size: Int
  }

  /// The longest name that is read.
  private static let longest = 4096
  let bytes: [UInt8]

  /// A little-endian number; nil for one above 2⁶³ too.
  func number(at index: Int, _ count: Int) -> Int? {
    guard index >= 0, index <= bytes.count - count else { return nil }
    let value = (0..<count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[index + $1]) }
    return Int(exactly: value)
  }

  func segment(at index: Int) -> Segment? {
    guard let kind = number(at: index, 4), let offset = number(at: index + 8, 8),
      let address = number(at: index + 16, 8), let size = number(at: index + 32, 8)
    else { return nil }
    return Segment(kind: kind, offset: offset, address: address, size: size)
  }

  func text(at index: Int) -> String? {
    guard index >= 0, index < bytes.count else { return nil }
    let text = bytes[index..<min(bytes.count, index + Self.longest)].prefix { $0 != 0 }
    return text.isEmpty ? nil : String(validating: text, as: UTF8.self)
  }
}
