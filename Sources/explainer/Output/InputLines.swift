import Glibc
import Sandbox

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
  private let interrupt: Cancellation
  private let input = Descriptor(STDIN_FILENO)
  private var buffer: [UInt8] = []
  private var searched = 0
  private var hasEnded = false
  private var isPassingOver = false

  /// - Parameters:
  ///   - limit: the longest line, in bytes.
  ///   - interrupt: what ends the input early; a line that has begun is then dropped.
  init(limit: Int, until interrupt: Cancellation) {
    self.limit = limit
    self.interrupt = interrupt
  }

  /// The next line; nil at the end.
  mutating func next() -> Line? {
    while !interrupt.isMade {
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
    return nil
  }

  private mutating func read() {
    // A signal ends the waiting with neither; reading would then wait for what may never come.
    let ready = Poll.wait([interrupt.signal, input], milliseconds: .infinity)
    guard ready[1], !ready[0] else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let got = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
    if got > 0 {
      buffer.append(contentsOf: chunk[..<got])
    } else if got == 0 || !StreamWait.retries(errno, STDIN_FILENO, POLLIN) {
      hasEnded = true
    }
  }
}
