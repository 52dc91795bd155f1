import Diagnostics
import JSON
import Tensors

/// The header of a safetensors file, read and checked.
struct SafetensorsHeader {
  private(set) var entries: [StoredTensor] = []
  private(set) var metadata: [(key: String, value: String)] = []
  private(set) var indices: [String: Int] = [:]

  /// Reads the header of `file`.
  init(of file: MappedFile) throws(ExplainerError) {
    guard file.size >= 8 else {
      throw Self.malformed(
        file, "is too short for a safetensors file", expected: "8 bytes or more", found: "\(file.size)")
    }
    let prefix = try file.bytes(0..<8)
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(SafetensorsFile.longestHeader), length <= UInt64(file.size - 8) else {
      if let kind = ForeignFile(startingWith: try file.bytes(0..<min(file.size, ForeignFile.headSize))) {
        throw kind.error(inPlaceOf: "a safetensors file", at: [file.path])
      }
      throw Self.malformed(
        file, "the header's length cannot be right: the file is cut short or no safetensors file",
        expected: "at most \(min(SafetensorsFile.longestHeader, file.size - 8)) bytes", found: "\(length)")
    }
    let start = 8 + Int(length)
    let bytes = try file.bytes(8..<start)
    guard bytes.first(where: { !Self.blanks.contains($0) }) == UInt8(ascii: "{") else {
      throw Self.malformed(file, "the header does not start with '{': no safetensors file")
    }
    do {
      var scanner = JSONScanner(bytes)
      try read(&scanner, dataStart: start, file: file)
      try scanner.expectEnd()
    } catch let error as JSONError {
      throw Self.malformed(file, "the header is not valid JSON: \(error.message) (byte \(8 + error.offset))")
    } catch {
      throw ExplainerError.wrapping(error)
    }
    try checkLayout(file, dataStart: start)
  }

  private mutating func read(_ scanner: inout JSONScanner, dataStart: Int, file: MappedFile) throws {
    try scanner.beginObject()
    var first = true
    var hasMetadata = false
    while let name = try scanner.nextMember(first: &first) {
      if name == "__metadata__" {
        guard !hasMetadata else { throw Self.malformed(file, "'__metadata__' is there twice") }
        hasMetadata = true
        if try scanner.peek() == UInt8(ascii: "n") {
          try scanner.skipValue()
          continue
        }
        try readMetadata(&scanner)
        continue
      }
      let entry = try Self.entry(name, try scanner.value(), dataStart: dataStart, file: file)
      guard indices.updateValue(entries.count, forKey: name) == nil else {
        throw Self.malformed(file, "tensor '\(name)' is there twice")
      }
      entries.append(entry)
    }
  }

  private mutating func readMetadata(_ scanner: inout JSONScanner) throws {
    try scanner.beginObject()
    var first = true
    while let key = try scanner.nextMember(first: &first) { metadata.append((key, try scanner.string())) }
  }

  private static func entry(
    _ name: String, _ value: JSONValue, dataStart: Int, file: MappedFile
  ) throws(ExplainerError) -> StoredTensor {
    func wrong(_ message: String, expected: String? = nil, found: String? = nil) -> ExplainerError {
      ExplainerError(
        .badData, message, at: [file.path, "tensor '\(name)'"], expected: expected, found: found)
    }
    guard let typeName = value["dtype"]?.string else { throw wrong("the header does not say its dtype") }
    guard let extents = value["shape"]?.array, let shape = whole(extents) else {
      throw wrong("its shape is not a list of whole numbers from 0")
    }
    guard let ends = value["data_offsets"]?.array.flatMap(whole), ends.count == 2, ends[0] <= ends[1] else {
      throw wrong("its data_offsets are not two rising whole numbers from 0")
    }
    guard ends[1] <= file.size - dataStart else {
      throw wrong(
        "lies outside the file, which is cut short or damaged",
        expected: "at most \(file.size - dataStart) data bytes",
        found: "\(ends[1])")
    }
    let range = dataStart + ends[0]..<dataStart + ends[1]
    let entry = StoredTensor(name: name, typeName: typeName, shape: shape, bytes: range)
    // (What a number of a type that is not known takes is not known either.)
    guard let type = entry.type else { return entry }
    var size = type.bits
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw wrong("its shape \(shape) is too large for any file") }
      size = product
    }
    guard size % 8 == 0, size / 8 == ends[1] - ends[0] else {
      throw wrong(
        "its bytes do not fit its shape", expected: "\((size + 7) / 8) bytes for \(typeName) \(shape)",
        found: "\(ends[1] - ends[0])")
    }
    return entry
  }

  private static func whole(_ values: [JSONValue]) -> [Int]? {
    let numbers = values.compactMap(\.int)
    return numbers.count == values.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }

  /// The rules of safetensors 0.8.0: each tensor begins where the one before ends, the last at the end of the file.
  private func checkLayout(_ file: MappedFile, dataStart: Int) throws(ExplainerError) {
    let ordered = entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = dataStart
    var before = "the header"
    for entry in ordered {
      let start = entry.bytes.lowerBound
      if start < end { throw Self.malformed(file, "\(before) and '\(entry.name)' overlap") }
      if start > end {
        throw Self.malformed(
          file, "\(start - end) bytes between \(before) and '\(entry.name)' are no tensor's")
      }
      end = entry.bytes.upperBound
      before = "tensor '\(entry.name)'"
    }
    guard end == file.size else {
      throw Self.malformed(file, "\(file.size - end) bytes behind \(before) are no tensor's")
    }
  }

  private static let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]

  private static func malformed(
    _ file: MappedFile, _ message: String, expected: String? = nil, found: String? = nil
  ) -> ExplainerError {
    ExplainerError(
      .badData, message, at: [file.path], expected: expected, found: found,
      remedy: "Download or export the file again")
  }
}
