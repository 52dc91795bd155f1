public import Diagnostics
import JSON
public import Tensors

/// A safetensors file: a header that says where each tensor lies, and the tensors' bytes.
///
/// The whole header is checked when the file is opened, so that everything said about it later can be
/// trusted: as the format's own library wants it, the tensors fill the data without gap, overlap or rest. A tensor of a
/// type that is not known is an error only where it is asked for.
/// Format: 8 bytes little-endian header length, JSON header, data; https://huggingface.co/docs/safetensors.
public struct SafetensorsFile: Sendable {
  /// Where one tensor lies.
  public struct Entry: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// What the file calls the type of its numbers.
    public let typeName: String
    /// Its extents, outermost first.
    public let shape: [Int]
    /// Its bytes, counted from the start of the file.
    public let bytes: Range<Int>

    /// The type of its numbers; nil where it is none of those known.
    public var type: StoredType? { StoredType(rawValue: typeName) }
  }

  /// The longest header the format allows, in bytes.
  static let longestHeader = 100_000_000

  /// Where the file is.
  public let path: String
  /// The tensors, in the order of the header.
  public let entries: [Entry]
  /// Free text about the file (`__metadata__`), in the order of the header.
  public let metadata: [(key: String, value: String)]
  private let file: MappedFile
  private let indices: [String: Int]

  /// Opens a file and checks its header.
  ///
  /// - Throws: `notFound`, `inputOutput`, or `badData` naming the tensor and what is wrong with it.
  /// - Complexity: O(header); no tensor is read.
  public init(path: String) throws(ExplainerError) {
    let file = try MappedFile(path: path)
    let header = try SafetensorsHeader(of: file)
    self.path = path
    self.file = file
    self.entries = header.entries
    self.metadata = header.metadata
    self.indices = header.indices
  }

  /// The tensor's entry, or nil if there is none of this name.
  public subscript(name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// A tensor of F32, F16 or BF16 numbers; F32 stays in the mapped file, the others are widened.
  ///
  /// - Throws: `notFound` for a name that is not there, `unsupported` for other types.
  public func tensor(named name: String) throws(ExplainerError) -> Tensor {
    let entry = try entry(named: name)
    return try tensor(entry, arena: TensorArena(capacity: entry.shape.reduce(1, *)))
  }

  /// A tensor of F32, F16 or BF16 numbers, read into `arena` where it cannot be used in place.
  ///
  /// - Throws: `unsupported` for other types.
  func tensor(_ entry: Entry, arena: TensorArena) throws(ExplainerError) -> Tensor {
    file.tensor(shape: entry.shape, type: try weightType(entry), at: entry.bytes.lowerBound, arena: arena)
  }

  /// What of a tensor's numbers is NaN or infinite; nil for a tensor without such, or of a type weights do not have.
  func nonFiniteElements(of entry: Entry) throws(ExplainerError) -> NonFiniteElements? {
    guard let type = entry.type?.weightType else { return nil }
    let total = entry.shape.reduce(1, *)
    var found: NonFiniteElements?
    for start in stride(from: 0, to: total, by: 1 << 20) {
      let count = min(1 << 20, total - start)
      let part = file.tensor(
        shape: [count], type: type, at: entry.bytes.lowerBound + start * type.size,
        arena: TensorArena(capacity: count))
      guard let elements = part.nonFiniteElements() else { continue }
      let first = entry.shape.indices(ofElement: start + elements.first[0])
      found =
        found.map {
          NonFiniteElements(count: $0.count + elements.count, total: total, first: $0.first, value: $0.value)
        }
        ?? NonFiniteElements(count: elements.count, total: total, first: first, value: elements.value)
    }
    return found
  }

  /// The floats an arena must have room for to hold this tensor: none where it is used in place.
  ///
  /// - Throws: `unsupported` for types that are not used as weights.
  func arenaRoom(for entry: Entry) throws(ExplainerError) -> Int {
    file.isUsedInPlace(try weightType(entry), at: entry.bytes.lowerBound) ? 0 : entry.shape.reduce(1, *)
  }

  private func weightType(_ entry: Entry) throws(ExplainerError) -> MappedFile.NumberType {
    if let type = entry.type?.weightType { return type }
    throw ExplainerError(
      .unsupported, "numbers of this type cannot be used as weights", at: [path, "tensor '\(entry.name)'"],
      expected: "F32, F16 or BF16", found: entry.typeName,
      remedy: "Convert the checkpoint to one of these types")
  }

  /// A tensor of I64 or I32 numbers in row-major order, as token ids are stored.
  ///
  /// - Throws: `notFound` for a name that is not there, `unsupported` for other types.
  public func integers(named name: String) throws(ExplainerError) -> [Int] {
    let entry = try entry(named: name)
    guard let type = entry.type, type == .i64 || type == .i32 else {
      throw ExplainerError(
        .unsupported, "not whole numbers", at: [path, "tensor '\(name)'"], expected: "I64 or I32",
        found: entry.typeName)
    }
    let bytes = try file.bytes(entry.bytes)
    return stride(from: 0, to: bytes.count, by: type.bits / 8).map { start in
      let bits = bytes[start..<start + type.bits / 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return type == .i64
        ? Int(Int64(bitPattern: bits)) : Int(Int32(bitPattern: UInt32(truncatingIfNeeded: bits)))
    }
  }

  /// Whether two tensors, the other one maybe of another file, have equal shapes and numbers.
  ///
  /// Of one type their bytes are compared, and no further than to the first that differs.
  /// - Throws: `unsupported` for types that cannot be used as weights.
  func holds(_ entry: Entry, equalTo other: Entry, of file: SafetensorsFile) throws(ExplainerError) -> Bool {
    guard entry.shape == other.shape else { return false }
    guard entry.typeName != other.typeName else {
      return self.file.equals(entry.bytes, other.bytes, of: file.file)
    }
    let arena = TensorArena(capacity: try arenaRoom(for: entry) + file.arenaRoom(for: other))
    return try tensor(entry, arena: arena) == file.tensor(other, arena: arena)
  }

  private func entry(named name: String) throws(ExplainerError) -> Entry {
    if let entry = self[name] { return entry }
    throw ExplainerError(.notFound, "there is no tensor '\(name)'", at: [path])
  }
}
