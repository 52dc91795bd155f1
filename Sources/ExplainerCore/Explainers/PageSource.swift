/// Scripts and style sheets as they go into a page.
package enum PageSource {
  /// The files one behind the other, without what only their readers need: comments, indentation and empty lines.
  ///
  /// No line of theirs within a string begins with `//` or `/*`, and a comment that begins a line ends one; but types
  /// (`/** @type {…} */`) may stand anywhere.
  package static func text(of files: [[UInt8]]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(files.reduce(0) { $0 + $1.count })
    for file in files { append(file[...], to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")
  private static let type = Array("/** @type {".utf8)

  private static func append(_ file: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var isComment = false
    var rest = file
    while let first = rest.firstIndex(where: { $0 != space && $0 != newline }) {
      let end = rest[first...].firstIndex(of: newline) ?? rest.endIndex
      let line = withoutTypes(rest[first..<end])
      rest = rest[end...]
      isComment = isComment || begins(line, slash, star)
      if !isComment, !line.isEmpty, !begins(line, slash, slash) {
        text += line
        text.append(newline)
      }
      if isComment, line.count >= 2, line[line.endIndex - 2] == star, line.last == slash { isComment = false }
    }
  }

  private static func begins(_ line: ArraySlice<UInt8>, _ first: UInt8, _ second: UInt8) -> Bool {
    line.count >= 2 && line[line.startIndex] == first && line[line.startIndex + 1] == second
  }

  /// A line without types, each with the blanks behind it.
  private static func withoutTypes(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = line
    while let start = rest.firstIndex(of: slash) {
      rest = rest[start...]
      if begins(rest, slash, star), rest.starts(with: type), let end = end(of: rest) {
        return withoutTypes(line[..<start] + line[end...].drop { $0 == space })
      }
      rest = rest.dropFirst()
    }
    return line
  }

  /// The place behind the comment that `text` begins with.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropFirst(4).first { text[$0] == slash && text[$0 - 1] == star }.map { $0 + 1 }
  }
}

extension ViewModule {
  /// A module from the files it is written in, in UTF-8; its scripts share one scope, in this order.
  package init(name: String, scripts: [[UInt8]], styles: [[UInt8]]) {
    self.init(name: name, script: PageSource.text(of: scripts), style: PageSource.text(of: styles))
  }
}
