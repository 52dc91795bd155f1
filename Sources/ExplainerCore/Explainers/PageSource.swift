/// Scripts and style sheets as they go into a page.
package enum PageSource {
  /// The files one behind the other, without what only their readers need: comments, indentation and empty lines.
  ///
  /// No line of theirs within a string begins with `//` or `/*`, and a comment that begins a line ends one; but types
  /// (`/** @type {…} */`) may stand anywhere.
  package static func text(of files: [[UInt8]]) -> String {
    var text: [UInt8] = []
    for file in files {
      var isComment = false
      for line in file.split(separator: newline) {
        let line = withoutTypes(line.drop { $0 == space })
        isComment = isComment || line.starts(with: "/*".utf8)
        if !isComment, !line.isEmpty, !line.starts(with: "//".utf8) { text += line + [newline] }
        if isComment, line.suffix(2).elementsEqual("*/".utf8) { isComment = false }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let slash = UInt8(ascii: "/")

  /// A line without types, each with the blank behind it.
  private static func withoutTypes(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = line
    while let start = rest.firstIndex(of: slash) {
      rest = rest[start...]
      if rest.starts(with: "/** @type {".utf8), let end = end(of: rest) {
        let after = line[end...].drop { $0 == space }
        return withoutTypes(line[..<start] + after)
      }
      rest = rest.dropFirst()
    }
    return line
  }

  /// The place behind the comment that `text` begins with.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropFirst(4).first { text[$0] == slash && text[$0 - 1] == UInt8(ascii: "*") }.map { $0 + 1 }
  }
}

extension ViewModule {
  /// A module from the files it is written in, in UTF-8; its scripts share one scope, in this order.
  package init(name: String, scripts: [[UInt8]], styles: [[UInt8]]) {
    self.init(name: name, script: PageSource.text(of: scripts), style: PageSource.text(of: styles))
  }
}
