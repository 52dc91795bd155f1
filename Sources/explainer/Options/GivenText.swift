import Diagnostics
import ExplainerCore
import Files
import JSON

/// What one pass reads as one: a text, or a pair.
enum GivenText: Sendable {
  case text(String)
  case pair(String, String)
  case chat(ChatText)
}

extension GivenText {
  /// Bytes of the largest file of texts that is read.
  static let largestFile = 1 << 30

  /// The texts of a file; empty lines are passed over.
  ///
  /// Of JSON Lines each line is a string, or an object with `text` or with `sentence_a` and `sentence_b`; of a `.txt` each
  /// is a text as it stands there.
  ///
  /// - Throws: `badData` that names the line, or where there are none.
  static func texts(in bytes: [UInt8], of file: String) throws(ExplainerError) -> [GivenText] {
    let isPlain = FileSystem.ending(of: file) == "txt"
    var texts: [GivenText] = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = line.last == 0x0D ? line.dropLast() : line
      guard !line.isEmpty else { continue }
      let place = "\(file):\(index + 1)"
      texts.append(isPlain ? try plain(line, place) : try json(line, place))
    }
    guard !texts.isEmpty else { throw ExplainerError(.badData, "there is no text in it", at: [file]) }
    return texts
  }

  private static func plain(_ line: ArraySlice<UInt8>, _ place: String) throws(ExplainerError) -> GivenText {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw ExplainerError(.badData, "the line is not UTF-8 text", at: [place])
    }
    return .text(text)
  }

  private static func json(_ line: ArraySlice<UInt8>, _ place: String) throws(ExplainerError) -> GivenText {
    let value: JSONValue
    do { value = try JSONValue(parsing: Array(line)) } catch {
      throw ExplainerError(.badData, error.words, at: ["\(place):\(error.column)"])
    }
    if let text = value.string ?? value["text"]?.string { return .text(text) }
    guard let first = value["sentence_a"]?.string, let second = value["sentence_b"]?.string else {
      throw ExplainerError(
        .badData, "a line is no text", at: [place],
        expected: #"a string, {"text": …} or {"sentence_a": …, "sentence_b": …}"#,
        remedy: "a file with a text a line, as it is, ends in .txt")
    }
    return .pair(first, second)
  }
}
