/// A small check of XML: elements nest, attributes are quoted, entities are known, characters are allowed.
///
/// Works on scalars, as XML does: a combining mark after `>` is text, not part of the tag.
enum WellFormed {
  private typealias Scalars = Substring.UnicodeScalarView

  /// What is wrong; nil for well-formed text.
  static func problem(in text: String) -> String? {
    var open: [String] = []
    var roots = 0
    var rest = text[...].unicodeScalars
    while let next = rest.first {
      if next != "<" {
        let content = rest.prefix { $0 != "<" }
        rest = rest[content.endIndex...]
        if open.isEmpty && content.contains(where: { !$0.properties.isWhitespace }) {
          return "text outside: \(content)"
        }
        if let problem = problem(inText: content) { return problem }
        continue
      }
      guard let end = endOfTag(rest) else { return "no end: \(Substring(rest.prefix(40)))" }
      var tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        guard open.popLast() == String(tag.dropFirst()) else { return "closes nothing: \(Substring(tag))" }
        continue
      }
      let isEmpty = tag.last == "/"
      if isEmpty { tag = tag.dropLast() }
      let name = tag.prefix { !$0.properties.isWhitespace }
      guard name.first?.properties.isAlphabetic ?? false else { return "no name: \(Substring(tag))" }
      if let problem = problem(inAttributes: tag[name.endIndex...]) { return problem }
      if open.isEmpty { roots += 1 }
      if !isEmpty { open.append(String(name)) }
    }
    return open.isEmpty && roots == 1 ? nil : "\(open.count) left open, \(roots) roots"
  }

  private static func endOfTag(_ text: Scalars) -> Scalars.Index? {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "\"" { isQuoted.toggle() }
      return text[index] == ">" && !isQuoted
    }
  }

  private static func problem(inAttributes text: Scalars) -> String? {
    var rest = text.drop(while: \.properties.isWhitespace)
    var names: Set<String> = []
    while !rest.isEmpty {
      let name = rest.prefix { $0 != "=" && !$0.properties.isWhitespace }
      rest = rest[name.endIndex...]
      guard rest.starts(with: "=\"".unicodeScalars), names.insert(String(name)).inserted else {
        return "attribute: \(Substring(name))"
      }
      let value = rest.dropFirst(2).prefix { $0 != "\"" }
      guard value.endIndex < rest.endIndex, !value.contains("<") else { return "value: \(Substring(value))" }
      if let problem = problem(inText: value) { return problem }
      rest = rest[value.endIndex...].dropFirst().drop(while: \.properties.isWhitespace)
    }
    return nil
  }

  private static func problem(inText text: Scalars) -> String? {
    for scalar in text {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...: break
      default: return "character \(scalar.value)"
      }
    }
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let known = ["amp;", "lt;", "gt;", "quot;", "#39;"].contains { part.starts(with: $0.unicodeScalars) }
      if !known { return "entity: \(Substring(part.prefix(10)))" }
    }
    return nil
  }
}
