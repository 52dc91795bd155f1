public import Diagnostics
public import Tensors

/// A GGUF file: what it says of the model, where each tensor lies, and the tensors' bytes.
///
/// The whole header is checked when the file is opened. Of tensors the order of extents is that of checkpoints, outermost
/// first; a file has them the other way round. A tensor of a type that is not read is an error only where it is asked for.
/// Versions 2 and 3, little-endian.
public struct GGUFFile: Sendable {
  /// The version of the format.
  public let version: Int
  /// What is said of the model, in the order of the file.
  public let metadata: [(key: String, value: GGUFValue)]
  let content: TensorFile
  private let places: [String: Int]

  /// Where the file is.
  public var path: String { content.path }
  /// The tensors, in the order of the file; their types have the names of ggml (`Q4_K`).
  public var entries: [StoredTensor] { content.entries }

  /// Opens a file and checks its header.
  ///
  /// - Throws: `notFound`, `inputOutput`, `unsupported` for another version, or `badData` naming what is wrong.
  /// - Complexity: O(header); no tensor is read.
  public init(path: String) throws(ExplainerError) {
    let file = try MappedFile(path: path)
    var reader = GGUFReader(file)
    version = try Self.version(&reader, path)
    let tensors = try reader.count(ofSize: 24, "tensors")
    let keys = try reader.count(ofSize: 13, "keys")
    var metadata: [(key: String, value: GGUFValue)] = []
    var places: [String: Int] = [:]
    for _ in 0..<keys {
      let key = try reader.text()
      let value = try reader.value(try reader.valueType())
      guard places.updateValue(metadata.count, forKey: key) == nil else {
        throw ExplainerError(.badData, "a key is there twice", at: [path], found: "'\(key.cut(to: 80))'")
      }
      metadata.append((key, value))
    }
    (self.metadata, self.places) = (metadata, places)
    var alignment = 32
    if let place = places["general.alignment"] {
      guard let value = metadata[place].value.int, value > 0, value & (value - 1) == 0, value <= 1 << 20
      else {
        throw ExplainerError(
          .badData, "'general.alignment' cannot be used", at: [path], expected: "a power of two",
          found: "\(metadata[place].value)".cut(to: 80))
      }
      alignment = value
    }
    content = TensorFile(
      file, try GGUFTensorTable(&reader, count: tensors, alignment: alignment, in: file).entries)
  }

  /// What the file says under a key.
  public subscript(key: String) -> GGUFValue? { places[key].map { metadata[$0].value } }

  /// A tensor as 32-bit floats: F32 stays in the mapped file, everything else is widened.
  ///
  /// - Throws: `notFound` for a name that is not there, `unsupported` for types that are not read.
  public func tensor(named name: String) throws(ExplainerError) -> Tensor {
    try content.tensor(content.entry(named: name))
  }

  private static func version(_ reader: inout GGUFReader, _ path: String) throws(ExplainerError) -> Int {
    guard try Array(reader.take(4)) == Array("GGUF".utf8) else {
      throw ExplainerError(.badData, "is no GGUF file", at: [path], expected: "'GGUF' at its beginning")
    }
    let number = try reader.unsigned(4)
    guard number == 2 || number == 3 else {
      let isBigEndian = UInt32(truncatingIfNeeded: number).byteSwapped <= 3
      throw ExplainerError(
        .unsupported, isBigEndian ? "is a big-endian GGUF file" : "is a GGUF file of another version",
        at: [path], expected: "version 2 or 3, little-endian", found: isBigEndian ? nil : "\(number)",
        remedy: "Convert the checkpoint again with a current llama.cpp")
    }
    return Int(number)
  }
}
