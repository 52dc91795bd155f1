import Diagnostics
import Glibc

/// Standard output: data, and nothing else.
enum StandardOutput {
  /// Writes everything, to a terminal without what could steer it; ends the program quietly where nobody reads any more.
  static func write(_ bytes: [UInt8]) {
    let bytes = isTerminal ? TerminalFilter.keepingStyles(bytes) : bytes
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        sent += count
      } else if errno == EPIPE {
        Glibc.exit(0)
      } else if !StreamWait.retries(errno, STDOUT_FILENO, POLLOUT) {
        StandardError.write("error: standard output: \(String(cString: strerror(errno)))")
        Glibc.exit(ErrorCode.inputOutput.exitCode)
      }
    }
  }

  /// Writes a text and a newline.
  static func writeLine(_ text: String) { write(Array(text.utf8) + [0x0A]) }

  /// Writes bytes of JSON: to a file or a pipe as they are, to a terminal with escapes for what could steer it.
  static func writeJSON(_ bytes: [UInt8]) { write(isTerminal ? TerminalFilter.escapingJSON(bytes) : bytes) }

  /// Writes JSON and a newline.
  static func writeJSONLine(_ text: String) { writeJSON(Array(text.utf8) + [0x0A]) }

  /// Whether it is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The terminal's width in columns, where there is one.
  static var columns: Int? { Terminal.columns(STDOUT_FILENO) }

  /// Ends the program.
  static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}

/// Standard error: everything that is not data.
enum StandardError {
  /// Writes a line.
  static func write(_ text: String) { write(Array(text.utf8) + [0x0A]) }

  /// Writes bytes, to a terminal without what could steer it.
  static func write(_ bytes: [UInt8]) {
    writeVisible(isTerminal ? TerminalFilter.keepingStyles(bytes) : bytes)
  }

  /// Writes bytes that a filter has already seen: they may begin or end within a character.
  static func writeVisible(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      // Where it cannot be written, there is nobody left to tell.
      if count > 0 { sent += count } else if !StreamWait.retries(errno, STDERR_FILENO, POLLOUT) { return }
    }
  }

  /// Whether it is a terminal.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// The terminal's width in columns, where there is one.
  static var columns: Int? { Terminal.columns(STDERR_FILENO) }
}

private enum Terminal {
  /// The width of the terminal behind a descriptor, in columns.
  static func columns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// Standard input, for `--text -`.
enum StandardInput {
  /// Everything there is, as text.
  ///
  /// - Parameter limit: how many bytes there may be: a device that never ends would fill the memory.
  /// - Throws: `badText` where it is not UTF-8, `limitReached`.
  static func text(limit: Int = 1 << 30) throws(ExplainerError) -> String {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = read(STDIN_FILENO, &chunk, chunk.count)
      guard all.count + max(got, 0) <= limit else {
        throw ExplainerError(
          .limitReached, "standard input is too large", expected: "at most \(ByteCount.text(limit))",
          found: "more")
      }
      if got > 0 {
        all.append(contentsOf: chunk[..<got])
      } else if got == 0 || !StreamWait.retries(errno, STDIN_FILENO, POLLIN) {
        break
      }
    }
    guard let text = String(validating: all, as: UTF8.self) else {
      throw ExplainerError(
        .badText, "standard input is not UTF-8 text",
        remedy: "convert it first, e.g. with `iconv -f LATIN1 -t UTF-8`")
    }
    return text
  }

  /// Everything there is as a text to explain: without the one line end that shells and editors put behind a text, unless
  /// it is kept.
  ///
  /// - Throws: as `text`.
  static func text(keepingNewline: Bool, limit: Int) throws(ExplainerError) -> String {
    let text = try text(limit: limit)
    guard !keepingNewline else { return text }
    // By scalars: "\r\n" is one character.
    var scalars = text.unicodeScalars
    guard scalars.last == "\n" else { return text }
    scalars.removeLast()
    if scalars.last == "\r" { scalars.removeLast() }
    return String(scalars)
  }
}
