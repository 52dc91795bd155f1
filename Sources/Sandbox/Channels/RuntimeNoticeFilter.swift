/// Leaves out what the runtimes of Swift and C++ print where memory runs out, before the one line that says what has
/// happened: Swift's how much it could not have, and thirty lines of addresses, whatever `SWIFT_BACKTRACE` says.
package struct RuntimeNoticeFilter: Sendable {
  private static let notice = Array("Fatal error: failed to allocate ".utf8)
  private static let heading = Array("Current stack trace:\n".utf8)
  private static let others = [
    "terminate called after throwing an instance of 'std::bad_alloc'\n", "  what():  std::bad_alloc\n",
  ].map { Array($0.utf8) }
  /// The longest line that is held back until it has ended.
  private static let longestFrame = 4096

  /// The line that has begun, while it may still be part of a trace.
  private var line: [UInt8] = []
  /// Whether `line` goes on after what has been let through.
  private var isPassing = false
  private var isInTrace = false

  /// At the beginning of a line.
  package init() {}

  /// What to show of `bytes`, and of what was held back before.
  package mutating func filter(_ bytes: [UInt8]) -> [UInt8] {
    var shown: [UInt8] = []
    for byte in bytes {
      let isEnd = byte == 0x0A
      if isPassing {
        shown.append(byte)
        isPassing = !isEnd
        continue
      }
      line.append(byte)
      if isInTrace {
        guard !Self.mayBeFrame(line) else {
          if isEnd { line = [] }
          continue
        }
        isInTrace = false
      }
      guard !Self.mayBeNotice(line) else {
        if isEnd { line = [] }
        continue
      }
      guard !Self.others.contains(where: { $0.starts(with: line) }) else {
        if isEnd { line = [] }
        continue
      }
      guard !Self.heading.starts(with: line) else {
        if isEnd { (line, isInTrace) = ([], true) }
        continue
      }
      shown += line
      line = []
      isPassing = !isEnd
    }
    return shown
  }

  /// What was held back and was no trace; nothing more comes.
  package mutating func finish() -> [UInt8] {
    defer { line = [] }
    return line.starts(with: Self.notice) || isInTrace && Self.isFrame(line[...]) ? [] : line
  }

  /// Whether `line` is the notice, or the beginning of it.
  private static func mayBeNotice(_ line: [UInt8]) -> Bool {
    line.count <= longestFrame && zip(line, notice).allSatisfy(==)
  }

  /// Whether `line` is the beginning of a line as `12   libswiftCore.so   0x00007f3bb175f130 name + 33`.
  private static func mayBeFrame(_ line: [UInt8]) -> Bool {
    guard let first = line.first, 0x30...0x39 ~= first, line.count <= longestFrame else { return false }
    let rest = line.drop { 0x30...0x39 ~= $0 }
    guard let next = rest.first else { return true }
    guard next == 0x20 else { return false }
    return line.last != 0x0A || isFrame(line.dropLast())
  }

  /// Whether `line`, which begins with a number, is that whole.
  private static func isFrame(_ line: ArraySlice<UInt8>) -> Bool {
    let words = line.split(separator: 0x20)
    return words.count >= 4 && words[2].starts(with: Array("0x".utf8))
  }
}
