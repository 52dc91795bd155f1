import Diagnostics
import Tensors

/// Where the tensors of a GGUF file lie, read from its header and checked.
struct GGUFTensorTable {
  private(set) var entries: [StoredTensor] = []

  /// Reads the table, behind which the numbers begin.
  ///
  /// - Parameters:
  ///   - reader: has read everything before it.
  ///   - count: how many tensors there are.
  ///   - alignment: what the numbers' places are multiples of, in bytes.
  ///   - file: for its size and name.
  init(_ reader: inout GGUFReader, count: Int, alignment: Int, in file: MappedFile) throws(ExplainerError) {
    var names: Set<String> = []
    for _ in 0..<count {
      let name = try reader.text()
      guard names.insert(name).inserted else {
        throw ExplainerError(
          .badData, "a tensor is there twice", at: [file.path], found: "'\(name.cut(to: 80))'")
      }
      try read(name, &reader, at: [file.path, "tensor '\(name.cut(to: 80))'"])
    }
    try place(behind: (reader.position + alignment - 1) / alignment * alignment, alignment, in: file)
  }

  /// Reads an entry; its bytes are counted from the first tensor's.
  private mutating func read(_ name: String, _ reader: inout GGUFReader, at location: [String])
    throws(ExplainerError)
  {
    let rank = try reader.unsigned(4)
    guard rank <= 4 else {
      throw ExplainerError(
        .badData, "has too many extents", at: location, expected: "4 at most", found: "\(rank)")
    }
    var extents: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let extent = try reader.unsigned(8)
      let (product, overflows) = count.multipliedReportingOverflow(by: Int(clamping: extent))
      guard extent <= UInt64(Int.max), !overflows else {
        throw ExplainerError(.badData, "has too many numbers", at: location, found: "an extent of \(extent)")
      }
      extents.append(Int(extent))
      count = product
    }
    let number = try reader.unsigned(4)
    let offset = try reader.unsigned(8)
    guard let type = Int(exactly: number).flatMap(GGUFTypes.type) else {
      throw ExplainerError(
        .unsupported, "has numbers of a type that is not known", at: location,
        expected: PackedFormat.allCases.map(\.rawValue).joined(separator: ", ") + " or F32",
        found: "\(number)")
    }
    guard (extents.first ?? 1) % type.numbers == 0 else {
      throw ExplainerError(
        .badData, "has rows that are not in whole blocks", at: location,
        expected: "a multiple of \(type.numbers) for \(type.name)", found: "\(extents.first ?? 1)")
    }
    let (size, overflows) = (count / type.numbers).multipliedReportingOverflow(by: type.bytes)
    guard !overflows, offset <= UInt64(Int.max) - UInt64(size) else {
      throw ExplainerError(.badData, "lies beyond the end of the file", at: location, found: "byte \(offset)")
    }
    entries.append(
      StoredTensor(
        name: name, typeName: type.name, shape: extents.reversed(), bytes: Int(offset)..<Int(offset) + size,
        blocks: PackedFormat(rawValue: type.name).flatMap { $0.blockNumbers == 1 ? nil : $0 }))
  }

  /// Counts all bytes from the beginning of the file on, and checks that they lie in it, one tensor behind the other.
  private mutating func place(behind start: Int, _ alignment: Int, in file: MappedFile) throws(ExplainerError)
  {
    var end = 0
    for index in entries.indices.sorted(by: { entries[$0].bytes.lowerBound < entries[$1].bytes.lowerBound }) {
      let (entry, bytes) = (entries[index], entries[index].bytes)
      let location = [file.path, "tensor '\(entry.name.cut(to: 80))'"]
      guard bytes.lowerBound % alignment == 0 else {
        throw ExplainerError(
          .badData, "does not begin where it may", at: location, expected: "a multiple of \(alignment)",
          found: "\(bytes.lowerBound)")
      }
      guard bytes.lowerBound >= end else {
        throw ExplainerError(
          .badData, "lies over another tensor", at: location, found: "byte \(bytes.lowerBound)")
      }
      guard bytes.upperBound <= file.size - start else {
        throw ExplainerError(
          .badData, "lies beyond the end of the file", at: location,
          expected: "\(bytes.upperBound) bytes of tensors", found: "\(max(0, file.size - start))",
          remedy: "Download or copy the file again")
      }
      end = bytes.upperBound
      entries[index] = StoredTensor(
        name: entry.name, typeName: entry.typeName, shape: entry.shape,
        bytes: bytes.lowerBound + start..<bytes.upperBound + start, blocks: entry.blocks)
    }
  }
}
