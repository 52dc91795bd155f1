/// Words broken into lines that fit the terminal.
enum WrappedText {
  /// The terminal's width, at most 100 columns: longer lines are hard to read.
  static var width: Int { min(StandardOutput.columns ?? 100, 100) }

  /// `text` in lines indented by `indent`, all but the first by `hanging`.
  static func lines(_ text: String, indent: Int = 0, hanging: Int? = nil) -> String {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: hanging ?? indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// Markdown with its paragraphs wrapped; indented blocks and headings stay as they are.
  static func markdown(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("    ") || line.hasPrefix("#") || line.isEmpty ? String(line) : lines(String(line))
    }.joined(separator: "\n")
  }
}
