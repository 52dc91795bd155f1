import Diagnostics
import Tensors

/// Reads the header of a GGUF file from its beginning, piece by piece, never beyond its end.
///
/// Format: little-endian numbers; texts with their length before them;
/// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
struct GGUFReader {
  /// The most elements of a list.
  private static let longestList = 1 << 24

  private let file: MappedFile
  /// Some of the file, and where in it they begin.
  private var bytes: [UInt8] = []
  private var start = 0
  /// How many bytes have been read.
  private(set) var position = 0

  init(_ file: MappedFile) { self.file = file }

  /// The next so many bytes.
  ///
  /// - Throws: `badData` where there are fewer.
  mutating func take(_ count: Int) throws(ExplainerError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= file.size - position else {
      throw ExplainerError(
        .badData, "ends too early", at: [file.path], expected: "\(count) bytes from byte \(position)",
        found: "\(file.size - position)", remedy: "Download or copy the file again")
    }
    if position + count > start + bytes.count {
      bytes = try file.bytes(position..<min(file.size, position + max(count, 1 << 20)))
      start = position
    }
    defer { position += count }
    return bytes[position - start..<position - start + count]
  }

  /// An unsigned number of `size` bytes, up to 8.
  mutating func unsigned(_ size: Int) throws(ExplainerError) -> UInt64 {
    try take(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number of things that lie in the file, each of at least `size` bytes.
  ///
  /// - Throws: `badData` for more than what is left of the file can hold.
  mutating func count(ofSize size: Int, _ what: String) throws(ExplainerError) -> Int {
    let number = try unsigned(8)
    guard number <= UInt64((file.size - position) / size) else {
      throw ExplainerError(
        .badData, "there cannot be so many \(what) in the rest of the file", at: [file.path],
        expected: "at most \((file.size - position) / size) at byte \(position - 8)", found: "\(number)",
        remedy: "Download or copy the file again")
    }
    return Int(number)
  }

  /// A text with its length before it.
  ///
  /// - Throws: `badData` for what is not UTF-8.
  mutating func text() throws(ExplainerError) -> String {
    let length = try count(ofSize: 1, "bytes of a text")
    guard let text = String(validating: try take(length), as: UTF8.self) else {
      throw ExplainerError(.badData, "has text that is not UTF-8 before byte \(position)", at: [file.path])
    }
    return text
  }

  /// A value of a type, lists with what is in them.
  ///
  /// - Parameter depth: how many lists it lies in.
  mutating func value(_ type: GGUFValueType, depth: Int = 0) throws(ExplainerError) -> GGUFValue {
    switch type {
    case .u8, .u16, .u32, .u64:
      let number = try unsigned(type.size)
      return Int(exactly: number).map { .integer($0) } ?? .large(number)
    case .i8, .i16, .i32, .i64:
      // Shifted up and down again, so that the sign comes along.
      let shift = UInt64(64 - 8 * type.size)
      return .integer(Int(Int64(bitPattern: try unsigned(type.size) << shift) >> Int64(shift)))
    case .f32: return .number(Double(Float(bitPattern: UInt32(try unsigned(4)))))
    case .f64: return .number(Double(bitPattern: try unsigned(8)))
    case .truth: return .truth(try unsigned(1) != 0)
    case .text: return .text(try text())
    case .list:
      guard depth < 8 else {
        throw ExplainerError(.badData, "has lists in lists too deep", at: [file.path], expected: "8 at most")
      }
      let inner = try valueType()
      let count = try count(ofSize: inner.size, "elements of a list")
      guard count <= Self.longestList else {
        throw ExplainerError(
          .badData, "has a list longer than any vocabulary", at: [file.path],
          expected: "\(Self.longestList) at most",
          found: "\(count)")
      }
      if inner == .text {
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try text()) }
        return .texts(texts)
      }
      var values: [GGUFValue] = []
      values.reserveCapacity(count)
      for _ in 0..<count { values.append(try value(inner, depth: depth + 1)) }
      return .list(inner, values)
    }
  }

  /// The type of what follows.
  ///
  /// - Throws: `badData` for a number that no type has.
  mutating func valueType() throws(ExplainerError) -> GGUFValueType {
    let number = try unsigned(4)
    guard let type = Int(exactly: number).flatMap(GGUFValueType.init) else {
      throw ExplainerError(
        .badData, "says a type of metadata that there is not", at: [file.path],
        expected: "0 to 12 at byte \(position - 4)", found: "\(number)")
    }
    return type
  }
}
