public import Diagnostics

/// Where and why a text is not the JSON its reader needs.
public struct JSONError: Error, Sendable, Hashable {
  /// What is wrong.
  public let message: String
  /// The byte offset in the text.
  public let offset: Int
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int

  /// Whether the text breaks the grammar of JSON; false where it is JSON but says something its reader
  /// refuses.
  public let isSyntactic: Bool
  /// Whether the text is larger than its reader is willing to hold, and nothing else is known to be wrong with it.
  public let isTooLarge: Bool

  /// An error at `offset` of `bytes`.
  public init(
    _ message: String, at offset: Int, in bytes: [UInt8], isSyntactic: Bool = true, isTooLarge: Bool = false
  ) {
    self.message = message
    self.isSyntactic = isSyntactic && !isTooLarge
    self.isTooLarge = isTooLarge
    self.offset = offset
    let before = bytes.prefix(offset)
    self.line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    self.column = offset - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
  }

  /// What is wrong, with that it is the grammar where it is.
  public var words: String { isSyntactic ? "not valid JSON: \(message)" : message }

  /// The error as the program reports it, for the file `path`.
  public func inFile(_ path: String, remedy: String? = nil) -> ExplainerError {
    ExplainerError(
      isTooLarge ? .limitReached : .badData, words, at: ["\(path):\(line):\(column)"],
      remedy: isTooLarge ? nil : remedy)
  }
}
