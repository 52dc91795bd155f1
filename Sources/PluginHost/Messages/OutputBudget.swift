import Diagnostics
import Glibc
import Synchronization

/// How much a plugin may say beside its answer before the rest is only counted: a flood of lines would bury what
/// matters.
package final class OutputBudget: Sendable {
  /// Lines and bytes that are shown.
  package static let lines = 10_000
  package static let bytes = 1 << 20

  private struct State {
    var lines = OutputBudget.lines
    var bytes = OutputBudget.bytes
    var leftOut = LeftOut()
  }

  private let state = Mutex(State())

  /// What was not shown.
  package struct LeftOut: Sendable, Hashable {
    package var lines = 0
    package var bytes = 0

    /// More than is ever counted: a plugin that writes to the worker's channel says any number.
    private static let most = 1 << 50

    /// Counts these too.
    package mutating func add(lines: Int, bytes: Int) {
      self.lines = min(self.lines + min(max(lines, 0), Self.most), Self.most)
      self.bytes = min(self.bytes + min(max(bytes, 0), Self.most), Self.most)
    }

    /// In words; nil where there is nothing to say.
    package var text: String? {
      guard lines > 0 || bytes > 0 else { return nil }
      let size = ByteCount.text(bytes)
      let amount = lines == 0 ? size : lines == 1 ? "1 line (\(size))" : "\(lines) lines (\(size))"
      return "what the plugin said is too much to show: \(amount) were left out"
    }
  }

  /// Empty.
  package init() {}

  /// Whether a log line of this many bytes is shown; counted either way.
  package func admits(bytes: Int) -> Bool {
    state.withLock { state in
      guard state.lines > 0, state.bytes >= bytes else {
        state.lines = 0
        state.leftOut.add(lines: 1, bytes: bytes)
        return false
      }
      state.lines -= 1
      state.bytes -= bytes
      return true
    }
  }

  /// The part of what was printed that is shown; the rest is counted.
  package func admitted(_ printed: [UInt8]) -> [UInt8] {
    state.withLock { state in
      var end = 0
      while end < printed.count, state.lines > 0, state.bytes > 0 {
        let rest = printed[end...].prefix(state.bytes)
        let line = rest.firstIndex(of: 0x0A).map { $0 + 1 - end } ?? rest.count
        if printed[end + line - 1] == 0x0A { state.lines -= 1 }
        state.bytes -= line
        end += line
      }
      if end < printed.count {
        state.lines = 0
        state.leftOut.add(lines: Self.lines(in: printed[end...]), bytes: printed.count - end)
      }
      return end == printed.count ? printed : Array(printed[..<end])
    }
  }

  /// Counts log lines that the worker did not send.
  package func leaveOut(_ more: LeftOut) {
    state.withLock { $0.leftOut.add(lines: more.lines, bytes: more.bytes) }
  }

  /// What was not shown.
  package var leftOut: LeftOut { state.withLock { $0.leftOut } }

  private static func lines(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { buffer in
      var (count, rest) = (0, buffer[...])
      while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        let found = memchr(base, 0x0A, rest.count)
      {
        count += 1
        rest = rest.dropFirst(UnsafeRawPointer(found) - base + 1)
      }
      return count
    }
  }
}
