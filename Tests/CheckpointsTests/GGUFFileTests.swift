import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing

/// A GGUF file says what other readers of the format find in it; one that is damaged says what is wrong.
@Suite struct GGUFFileTests {
  private static let fixtures = "\(Fixtures.root)/GGUF"
  private static let shared = "\(Fixtures.shared)/gguf"

  private static func expected(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: FileSystem.read(path), dialect: .python)
  }

  /// A value as the files of expected values spell it: whole numbers beyond 2⁵³ as texts.
  private static func json(_ value: GGUFValue) -> JSONValue {
    switch value {
    case .integer(let number) where number.magnitude > 1 << 53: .string("\(number)")
    case .integer(let number): .integer(number)
    case .large(let number): .string("\(number)")
    case .number(let number): .number(number)
    case .truth(let truth): .bool(truth)
    case .text(let text): .string(text)
    case .texts(let texts): .array(texts.map { .string($0) })
    case .list(_, let values): .array(values.map(json))
    }
  }

  /// Every type of metadata and of tensors that stand by themselves: the values of gguf 0.19.0.
  @Test func kinds() throws {
    let file = try GGUFFile(path: "\(Self.fixtures)/kinds.gguf")
    let expected = try Self.expected("\(Self.fixtures)/kinds.expected.json")
    let metadata = try #require(expected["metadata"]?.object)
    #expect(file.version == 3 && file.metadata.map(\.key) == metadata.members.map(\.0))
    for (key, value) in metadata.members {
      #expect(file[key].map(Self.json)?.text() == value["value"]?.text(), "\(key)")
    }
    let start = try #require(expected["data_offset"]?.int)
    let tensors = try #require(expected["tensors"]?.array)
    #expect(file.entries.count == tensors.count)
    for (entry, one) in zip(file.entries, tensors) {
      #expect(
        entry.name == one["name"]?.string && entry.shape.reversed().map { .integer($0) } == one["ne"]?.array)
      #expect(
        entry.bytes.lowerBound - start == one["offset_in_data"]?.int && entry.bytes.count == one["bytes"]?.int
      )
      guard ["F32", "F16", "BF16", "F64"].contains(entry.typeName) else { continue }
      let values = (one["values"]?.array ?? []).compactMap { $0.double }
      #expect(try file.tensor(named: entry.name).values == values.map(Float.init))
    }
  }

  /// Blocks of every type are widened to the bits of gguf 0.19.0 and of llama.cpp, which agree.
  @Test(arguments: PackedFormat.allCases.filter { $0.blockNumbers > 1 }) func blocks(_ format: PackedFormat)
    throws
  {
    let file = try GGUFFile(path: "\(Self.fixtures)/blocks.gguf")
    let expected = try SafetensorsFile(path: "\(Self.fixtures)/blocks.expected.safetensors").tensor(
      named: format.rawValue)
    let entry = try #require(file.entries.first { $0.typeName == format.rawValue })
    let found = try file.tensor(named: entry.name)
    #expect(found.shape == expected.shape)
    #expect(found.values.map(\.bitPattern) == expected.values.map(\.bitPattern))
  }

  /// What llama.cpp's converter writes is read: keys, types, extents and places of all tensors.
  @Test(
    .enabled(if: FileSystem.isDirectory(shared), "needs the folder shared/gguf"),
    arguments: FileSystem.entries(of: shared).filter {
      $0.hasSuffix("f16.gguf") || $0.contains("q") && $0.hasSuffix(".gguf")
    })
  func converted(_ name: String) throws {
    let file = try GGUFFile(path: "\(Self.shared)/\(name)")
    let expected = try Self.expected("\(Self.shared)/\(name.dropLast(5)).expected.json")
    for (key, value) in try #require(expected["metadata"]?.object).members {
      if let length = value["length"]?.int {
        let list = try #require(file[key])
        #expect((list.strings?.count ?? list.numbers?.count ?? list.truths?.count) == length, "\(key)")
      } else {
        #expect(file[key].map(Self.json)?.text() == value["value"]?.text(), "\(key)")
      }
    }
    for one in try #require(expected["tensors"]?.array) {
      let entry = try #require(file.entries.first { $0.name == one["name"]?.string })
      #expect(entry.typeName == one["type"]?.string)
      #expect(entry.shape.reversed().map { .integer($0) } == one["ne"]?.array)
      #expect(entry.bytes.lowerBound == one["offset"]?.int && entry.bytes.count == one["bytes"]?.int)
    }
  }

  /// A file that ends anywhere in its header, or has a byte of it changed, is an error or another file, and never more.
  @Test func damaged() throws {
    let bytes = try FileSystem.read("\(Self.fixtures)/kinds.gguf")
    let expected = try Self.expected("\(Self.fixtures)/kinds.expected.json")
    let start = try #require(expected["data_offset"]?.int)
    let path = "\(TemporaryFolder("gguf").path).gguf"
    defer { FileSystem.remove(path) }
    for end in 0..<start - 64 {
      try FileSystem.write(bytes[..<end], to: path)
      #expect(throws: ExplainerError.self, "the first \(end) bytes") { try GGUFFile(path: path) }
    }
    for place in 0..<start {
      for value in [0, 0x7F, 0xFF] as [UInt8] {
        var copy = bytes
        copy[place] = value
        try FileSystem.write(copy, to: path)
        _ = try? GGUFFile(path: path)
      }
    }
  }

  /// What is wrong is named, with what was expected.
  @Test(
    arguments: [
      (0, [0x58], "is no GGUF file"), (4, [1], "another version"), (4, [0, 0, 0, 3], "big-endian"),
      (8, [0, 0, 0, 0, 1], "so many tensors"), (16, [0, 0, 0, 0, 0, 0, 0, 1], "so many keys"),
    ] as [(Int, [UInt8], String)])
  func messages(_ place: Int, _ bytes: [UInt8], _ message: String) throws {
    var copy = try FileSystem.read("\(Self.fixtures)/kinds.gguf")
    copy.replaceSubrange(place..<place + bytes.count, with: bytes)
    let path = "\(TemporaryFolder("gguf").path).gguf"
    defer { FileSystem.remove(path) }
    try FileSystem.write(copy, to: path)
    let error = #expect(throws: ExplainerError.self) { try GGUFFile(path: path) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
