/// A text of a template, as UTF-8, that remembers which parts of it were said in a chat.
///
/// Bytes rather than characters: texts are equal, found and cut as Python does it, code point by code point, not as
/// Unicode's canonical equivalence would have it.
struct TemplateText: Sendable {
  /// The text.
  private(set) var bytes: [UInt8]
  /// The parts that come from somewhere, in order and apart.
  private(set) var marks: [TextMark]
  /// Whether the filter `safe` was put on it: what `+` puts to it is escaped as for a page, templates of today or not.
  var isMarkup = false

  init(bytes: [UInt8], marks: [TextMark] = []) {
    self.bytes = bytes
    self.marks = marks
  }

  /// A text that comes from nowhere, or all of it from `origin`.
  init(_ text: String, origin: Int? = nil) { self.init(bytes: Array(text.utf8), origin: origin) }

  /// A text that comes from nowhere, or all of it from `origin`.
  init(bytes: [UInt8], origin: Int?) {
    self.bytes = bytes
    marks = origin.map { bytes.isEmpty ? [] : [TextMark(range: 0..<bytes.count, origin: $0)] } ?? []
  }

  /// The text as Swift has it.
  var string: String { String(decoding: bytes, as: UTF8.self) }
  var isEmpty: Bool { bytes.isEmpty }

  /// Where all that was said in it comes from; nil where it comes from nowhere or from several places.
  var origin: Int? {
    guard let first = marks.first?.origin, marks.allSatisfy({ $0.origin == first }) else { return nil }
    return first
  }

  /// Another text made of this one, which comes from where this one does.
  func derived(_ bytes: [UInt8]) -> TemplateText {
    var text = TemplateText(bytes: bytes, origin: origin)
    text.isMarkup = isMarkup
    return text
  }
  /// Another text made of this one, which comes from where this one does.
  func derived(_ text: String) -> TemplateText { derived(Array(text.utf8)) }

  mutating func append(_ text: TemplateText) {
    let start = bytes.count
    bytes += text.bytes
    for mark in text.marks {
      let range = mark.range.lowerBound + start..<mark.range.upperBound + start
      if let last = marks.last, last.origin == mark.origin, last.range.upperBound == range.lowerBound {
        marks[marks.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        marks.append(TextMark(range: range, origin: mark.origin))
      }
    }
  }

  mutating func append(_ text: String) { bytes += text.utf8 }

  /// The part of it between two bytes.
  subscript(range: Range<Int>) -> TemplateText {
    var text = TemplateText(
      bytes: Array(bytes[range]),
      marks: marks.compactMap { mark in
        let part = mark.range.clamped(to: range)
        guard !part.isEmpty else { return nil }
        return TextMark(
          range: part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound, origin: mark.origin)
      })
    text.isMarkup = isMarkup
    return text
  }

  /// The text as it is put to one that `safe` was put on.
  var escaped: TemplateText {
    guard !isMarkup else { return self }
    let signs: [UInt8: String] = [
      UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;",
      UInt8(ascii: "\""): "&#34;", UInt8(ascii: "'"): "&#39;",
    ]
    var (text, start) = (TemplateText(""), 0)
    for (place, byte) in bytes.enumerated() {
      guard let sign = signs[byte] else { continue }
      text.append(self[start..<place])
      text.append(TemplateText(sign, origin: self[place..<place + 1].origin))
      start = place + 1
    }
    text.append(self[start..<bytes.count])
    return text
  }

  /// Makes sure that none is one that would have the others escaped.
  static func checkPlain(_ texts: TemplateText...) throws(TemplateProblem) {
    guard texts.allSatisfy({ !$0.isMarkup }) else {
      throw TemplateProblem("a text that 'safe' was put on is put together with others", kind: .unsupported)
    }
  }
}

extension TemplateText: Hashable {
  static func == (first: TemplateText, second: TemplateText) -> Bool { first.bytes == second.bytes }
  func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
