/// Writes JSON text.
///
/// Numbers get the fewest digits that read back as the same value; NaN and infinities, which JSON
/// does not have, become `null`.
public struct JSONWriter: Sendable {
  /// The text so far.
  public private(set) var bytes: [UInt8] = []
  private let indentation: Int?

  /// A writer of compact text, or of lines indented by `indentation` spaces a level.
  public init(indentation: Int? = nil) { self.indentation = indentation }

  /// Appends `value`.
  public mutating func write(_ value: JSONValue, depth: Int = 0) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(value.description)
    case .number(let value): append(value.isFinite ? value.description : "null")
    case .string(let text): writeString(text)
    case .array(let elements):
      let flat = elements.allSatisfy(\.isScalar)
      writeList("[", "]", elements.count, depth: depth, flat: flat) { writer, index in
        writer.write(elements[index], depth: depth + 1)
      }
    case .object(let object):
      writeList("{", "}", object.count, depth: depth, flat: false) { writer, index in
        let member = object.members[index]
        writer.writeString(member.key)
        writer.append(writer.indentation == nil ? ":" : ": ")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeList(
    _ open: String, _ close: String, _ count: Int, depth: Int, flat: Bool,
    _ element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(flat && indentation != nil ? ", " : ",") }
      if !flat { newLine(depth + 1) }
      element(&self, index)
    }
    if count > 0 && !flat { newLine(depth) }
    append(close)
  }

  private mutating func newLine(_ depth: Int) {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indentation * depth))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  /// The text of this value: compact, or indented by two spaces a level.
  public func text(pretty: Bool = false) -> String { String(decoding: utf8(pretty: pretty), as: UTF8.self) }

  /// The UTF-8 text of this value.
  public func utf8(pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(indentation: pretty ? 2 : nil)
    writer.write(self)
    return writer.bytes
  }

  fileprivate var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
