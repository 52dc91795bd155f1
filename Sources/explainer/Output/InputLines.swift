import Glibc

/// The lines of standard input, however they come.
struct InputLines {
  /// What was found.
  enum Line {
    /// A line without its end.
    case whole([UInt8])
    /// A line that was longer than the limit; it was passed over.
    case tooLong
  }

  private let limit: Int
  private var buffer: [UInt8] = []
  private var searched = 0
  private var hasEnded = false
  private var isPassingOver = false

  init(limit: Int) { self.limit = limit }

  /// The next line; nil at the end.
  mutating func next() -> Line? {
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        searched = 0
        guard isPassingOver else { return line.count > limit ? .tooLong : .whole(line) }
        isPassingOver = false
        return .tooLong
      }
      searched = buffer.count
      if buffer.count > limit {
        isPassingOver = true
        buffer = []
        searched = 0
      }
      if hasEnded {
        defer { buffer = [] }
        searched = 0
        if isPassingOver {
          isPassingOver = false
          return .tooLong
        }
        return buffer.isEmpty ? nil : .whole(buffer)
      }
      read()
    }
  }

  private mutating func read() {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let got = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
    if got > 0 {
      buffer.append(contentsOf: chunk[..<got])
    } else if got == 0 || !StreamWait.retries(errno, STDIN_FILENO, POLLIN) {
      hasEnded = true
    }
  }
}
