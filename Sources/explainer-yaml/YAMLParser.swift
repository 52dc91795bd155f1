import CYaml

/// The events of a text, one after the other, by libyaml.
///
/// All pointers of this program are here.
final class YAMLParser {
  // Both stay where they are: the parser points to itself and into the text.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// A parser of `bytes`, which are UTF-8.
  init(_ bytes: [UInt8]) throws(YAMLFailure) {
    text = .allocate(capacity: bytes.count)
    _ = text.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      throw YAMLFailure(message: "there is no memory for it", mark: .start)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event.
  func next() throws(YAMLFailure) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    let mark = Self.mark(event.start_mark)
    switch event.type {
    case YAML_SCALAR_EVENT: return Self.scalar(event, mark)
    case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor) ?? "", mark)
    case YAML_SEQUENCE_START_EVENT:
      return .sequenceStart(mark, anchor: Self.text(event.data.sequence_start.anchor))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      return .mappingStart(mark, anchor: Self.text(event.data.mapping_start.anchor))
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart(mark)
    case YAML_STREAM_END_EVENT: return .streamEnd
    default: return .other
    }
  }

  private static func scalar(_ event: yaml_event_t, _ mark: YAMLMark) -> YAMLEvent {
    let scalar = event.data.scalar
    let tag = scalar.quoted_implicit == 1 ? nil : text(scalar.tag)
    let value = YAMLScalar(
      text: String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self),
      isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: tag ?? YAMLScalar.textTag, mark: mark)
    return .scalar(value, anchor: text(scalar.anchor))
  }

  private var failure: YAMLFailure {
    guard let problem = parser.pointee.problem else {
      return YAMLFailure(message: "there is no memory for it", mark: .start)
    }
    var message = String(cString: problem)
    // Its own limit, which it words for programmers.
    if message.hasPrefix("Maximum nesting level") { message = "nested more than \(YAMLTree.deepest) deep" }
    guard parser.pointee.error != YAML_READER_ERROR else {
      return YAMLFailure(message: message, mark: mark(at: parser.pointee.problem_offset))
    }
    let context = parser.pointee.context.map { ", \(String(cString: $0))" } ?? ""
    return YAMLFailure(message: message + context, mark: Self.mark(parser.pointee.problem_mark))
  }

  /// The place of a byte, which the reader of characters does not know.
  private func mark(at offset: Int) -> YAMLMark {
    let before = text.prefix(offset)
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let last = before[(before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex)...]
    return YAMLMark(line: line, column: 1 + String(decoding: last, as: UTF8.self).unicodeScalars.count)
  }

  private static func mark(_ mark: yaml_mark_t) -> YAMLMark {
    YAMLMark(line: mark.line + 1, column: mark.column + 1)
  }

  private static func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
