import Diagnostics
import Tensors

/// A file of tensors, whatever its format: where each lies, and the mapped bytes.
struct TensorFile: Sendable {
  /// The tensors, in the order of the file.
  let entries: [StoredTensor]
  private let file: MappedFile
  private let indices: [String: Int]
  /// What those entries stand for that are stored as codes, by name.
  private var coded: [String: CodedWeight] = [:]

  /// Where the file is.
  var path: String { file.path }

  /// A file whose reader has found these tensors in it, each name once.
  init(_ file: MappedFile, _ entries: [StoredTensor]) {
    self.file = file
    self.entries = entries
    indices = Dictionary(
      entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The same file with other entries, whose bytes are those of its own.
  func with(_ entries: [StoredTensor]) -> TensorFile { TensorFile(file, entries) }

  /// The same file, in which the codes of a weight stand for the weight.
  ///
  /// - Parameters:
  ///   - weights: by the names of their codes; others than this file's are passed over.
  ///   - hidden: the names of tensors that are parts of weights, and no weights.
  func decoded(_ weights: [String: CodedWeight], hiding hidden: Set<String>) -> TensorFile {
    var coded: [String: CodedWeight] = [:]
    let entries = entries.compactMap { entry in
      guard let weight = weights[entry.name] else { return hidden.contains(entry.name) ? nil : entry }
      coded[weight.name] = weight
      return StoredTensor(
        name: weight.name, typeName: weight.typeName, shape: weight.shape, bytes: entry.bytes)
    }
    var copy = TensorFile(file, entries)
    copy.coded = coded
    return copy
  }

  /// Opens a file of weights: safetensors by its name, else as `torch.save` writes it.
  init(path: String) throws(ExplainerError) {
    self = path.hasSuffix(".safetensors") ? try SafetensorsFile(path: path).content : try TorchFile.open(path)
  }

  /// The tensor's entry, or nil if there is none of this name.
  subscript(name: String) -> StoredTensor? { indices[name].map { entries[$0] } }

  /// The tensor's entry.
  func entry(named name: String) throws(ExplainerError) -> StoredTensor {
    if let entry = self[name] { return entry }
    throw ExplainerError(.notFound, "there is no tensor '\(name)'", at: [path])
  }

  /// A tensor of F32, F64, F16 or BF16 numbers, read into `arena` where it cannot be used in place.
  ///
  /// - Throws: `unsupported` for other types.
  func tensor(_ entry: StoredTensor, arena: TensorArena) throws(ExplainerError) -> Tensor {
    if let coded = coded[entry.name] { return try coded.numbers().widened }
    if let packed = packed(entry) { return packed.widened }
    return try file.tensor(
      shape: entry.shape, strides: entry.strides, type: weightType(entry), at: entry.bytes.lowerBound,
      arena: arena)
  }

  /// A tensor by itself.
  ///
  /// - Throws: `unsupported` for types that are not used as weights.
  func tensor(_ entry: StoredTensor) throws(ExplainerError) -> Tensor {
    try tensor(entry, arena: TensorArena(capacity: arenaRoom(for: entry)))
  }

  /// The floats an arena must have room for to hold this tensor: none where it is used in place.
  ///
  /// - Throws: `unsupported` for types that are not used as weights.
  func arenaRoom(for entry: StoredTensor) throws(ExplainerError) -> Int {
    guard entry.blocks == nil, coded[entry.name] == nil else { return 0 }
    let type = try weightType(entry)
    let isInPlace = entry.strides == nil && file.isUsedInPlace(type, at: entry.bytes.lowerBound)
    return isInPlace ? 0 : entry.count
  }

  /// A tensor in the type it is stored in: 16-bit numbers of more than one extent stay in the mapped file too.
  ///
  /// - Throws: `unsupported` for types that are not used as weights.
  func numbers(_ entry: StoredTensor, arena: TensorArena) throws(ExplainerError) -> WeightNumbers {
    if let coded = coded[entry.name] { return .coded(try coded.numbers()) }
    if entry.shape.count > 1, let packed = packed(entry) { return packed }
    guard try isKeptHalf(entry) else { return .single(try tensor(entry, arena: arena)) }
    return file.numbers(
      shape: entry.shape, type: try weightType(entry), at: entry.bytes.lowerBound, arena: arena)
  }

  /// The floats an arena must have room for then.
  ///
  /// - Throws: `unsupported` for types that are not used as weights.
  func arenaRoomForNumbers(_ entry: StoredTensor) throws(ExplainerError) -> Int {
    try isKeptHalf(entry) ? 0 : arenaRoom(for: entry)
  }

  /// The numbers of an entry that is packed in blocks, where they lie; nil for any other.
  private func packed(_ entry: StoredTensor) -> WeightNumbers? {
    entry.blocks.map { file.numbers(shape: entry.shape, format: $0, at: entry.bytes.lowerBound) }
  }

  private func isKeptHalf(_ entry: StoredTensor) throws(ExplainerError) -> Bool {
    guard entry.blocks == nil, coded[entry.name] == nil else { return false }
    let type = try weightType(entry)
    return entry.strides == nil
      && file.isKeptHalf(type, at: entry.bytes.lowerBound, rank: entry.shape.count)
  }

  private func weightType(_ entry: StoredTensor) throws(ExplainerError) -> MappedFile.NumberType {
    if let type = entry.type?.weightType { return type }
    throw ExplainerError(
      .unsupported, "numbers of this type cannot be used as weights", at: [path, "tensor '\(entry.name)'"],
      expected: "F32, F16, BF16 or F64", found: entry.typeName,
      remedy: "Convert the checkpoint to one of these types")
  }

  /// The bytes that a tensor is stored in, and those of them that are laid out anew in memory.
  func storedBytes(of entry: StoredTensor) -> (all: Int, held: Int) {
    coded[entry.name].map { ($0.storedBytes, $0.heldBytes) } ?? (entry.bytes.count, 0)
  }

  /// What of a tensor's numbers is NaN or infinite; nil for a tensor without such, or of a type weights do not have.
  func nonFiniteElements(of entry: StoredTensor) throws(ExplainerError) -> NonFiniteElements? {
    guard let type = entry.type?.weightType else {
      let isStored = entry.blocks == nil && coded[entry.name] == nil
      return try isStored ? nil : tensor(entry).nonFiniteElements()
    }
    guard entry.strides == nil else { return try tensor(entry).nonFiniteElements() }
    let total = entry.count
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

  /// The bytes of a tensor where they lie, row by row.
  func codes(_ entry: StoredTensor) -> CodeBytes { .mapped(file, entry.bytes) }

  /// A copy of the bytes of a tensor.
  func bytes(_ entry: StoredTensor) throws(ExplainerError) -> [UInt8] { try file.bytes(entry.bytes) }

  /// A tensor of I64 or I32 numbers in row-major order, as token ids are stored.
  ///
  /// - Throws: `unsupported` for other types.
  func integers(_ entry: StoredTensor) throws(ExplainerError) -> [Int] {
    guard let type = entry.type, type == .i64 || type == .i32, entry.strides == nil else {
      throw ExplainerError(
        .unsupported, "not whole numbers", at: [path, "tensor '\(entry.name)'"], expected: "I64 or I32",
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
  /// Of one type their bytes are compared where they lie, and no further than to the first that differs.
  /// - Throws: `unsupported` for types that cannot be used as weights.
  func holds(
    _ entry: StoredTensor, equalTo other: StoredTensor, of otherFile: TensorFile
  ) throws(ExplainerError) -> Bool {
    guard entry.shape == other.shape else { return false }
    let isCoded = coded[entry.name] != nil || otherFile.coded[other.name] != nil
    if !isCoded, entry.typeName == other.typeName, entry.strides == other.strides {
      if file === otherFile.file, entry.bytes == other.bytes { return true }
      if entry.strides == nil { return file.equals(entry.bytes, other.bytes, of: otherFile.file) }
    }
    return try tensor(entry) == otherFile.tensor(other)
  }
}
