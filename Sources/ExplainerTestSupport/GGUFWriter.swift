public import Checkpoints
import Diagnostics
import Files

/// Writes GGUF files, for tests of what files may say.
public struct GGUFWriter {
  /// A tensor as it lies in a file.
  public struct Entry {
    /// Its name.
    public var name: String
    /// Its extents, outermost first.
    public var shape: [Int]
    /// The number of its type: 0 for F32, 1 for F16.
    public var type: Int
    /// Its numbers.
    public var bytes: [UInt8]

    /// A tensor of zeros, in F32 unless a type says otherwise.
    public init(_ name: String, _ shape: [Int], type: Int = 0) {
      (self.name, self.shape, self.type) = (name, shape, type)
      bytes = [UInt8](repeating: 0, count: shape.reduce(1, *) * (type == 0 ? 4 : 2))
    }
  }

  /// What is said, in order.
  public var metadata: [(key: String, value: GGUFValue)]
  /// The tensors.
  public var entries: [Entry]

  /// A file that says nothing.
  public init() { (metadata, entries) = ([], []) }

  /// What is in a file whose tensors are of the types F32 and F16.
  public init(copying path: String) throws {
    let file = try GGUFFile(path: path)
    let bytes = try FileSystem.read(path)
    metadata = file.metadata
    entries = file.entries.map { entry in
      var copy = Entry(entry.name, entry.shape, type: entry.typeName == "F32" ? 0 : 1)
      copy.bytes = Array(bytes[entry.bytes])
      return copy
    }
  }

  /// What is said under a key; a new one comes last, nil takes it out.
  public subscript(key: String) -> GGUFValue? {
    get { metadata.first { $0.key == key }?.value }
    set {
      let place = metadata.firstIndex { $0.key == key }
      if let place { metadata.remove(at: place) }
      if let newValue { metadata.insert((key, newValue), at: place ?? metadata.count) }
    }
  }

  /// The file.
  public var bytes: [UInt8] {
    var out =
      Array("GGUF".utf8) + Self.number(3, 4) + Self.number(entries.count) + Self.number(metadata.count)
    for (key, value) in metadata {
      out += Self.text(key) + Self.number(Self.type(value), 4) + Self.content(value)
    }
    var place = 0
    for entry in entries {
      out += Self.text(entry.name) + Self.number(entry.shape.count, 4)
      for extent in entry.shape.reversed() { out += Self.number(extent) }
      out += Self.number(entry.type, 4) + Self.number(place)
      place += (entry.bytes.count + 31) / 32 * 32
    }
    for entry in entries {
      out += [UInt8](repeating: 0, count: (32 - out.count % 32) % 32) + entry.bytes
    }
    return out
  }

  private static func number(_ value: Int, _ size: Int = 8) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func text(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }

  private static func type(_ value: GGUFValue) -> Int {
    let type: GGUFValueType =
      switch value {
      case .integer: .i64
      case .large: .u64
      case .number: .f64
      case .truth: .truth
      case .text: .text
      case .texts, .list: .list
      }
    return type.rawValue
  }

  private static func content(_ value: GGUFValue) -> [UInt8] {
    switch value {
    case .integer(let value): number(value)
    case .large(let value): number(Int(bitPattern: UInt(value)))
    case .number(let value): number(Int(bitPattern: UInt(value.bitPattern)))
    case .truth(let value): [value ? 1 : 0]
    case .text(let value): text(value)
    case .texts(let values): number(8, 4) + number(values.count) + values.flatMap(text)
    case .list(_, let values):
      number(values.first.map(type) ?? 5, 4) + number(values.count) + values.flatMap(content)
    }
  }
}
