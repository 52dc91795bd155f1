public import Diagnostics
public import Tensors

/// A safetensors file: a header that says where each tensor lies, and the tensors' bytes.
///
/// The whole header is checked when the file is opened, so that everything said about it later can be
/// trusted: as the format's own library wants it, the tensors fill the data without gap, overlap or rest. A tensor of a
/// type that is not known is an error only where it is asked for.
/// Format: 8 bytes little-endian header length, JSON header, data; https://huggingface.co/docs/safetensors.
public struct SafetensorsFile: Sendable {
  /// The longest header the format allows, in bytes.
  static let longestHeader = 100_000_000

  /// Free text about the file (`__metadata__`), in the order of the header.
  public let metadata: [(key: String, value: String)]
  let content: TensorFile

  /// Where the file is.
  public var path: String { content.path }
  /// The tensors, in the order of the header.
  public var entries: [StoredTensor] { content.entries }

  /// Opens a file and checks its header.
  ///
  /// - Throws: `notFound`, `inputOutput`, or `badData` naming the tensor and what is wrong with it.
  /// - Complexity: O(header); no tensor is read.
  public init(path: String) throws(ExplainerError) {
    let file = try MappedFile(path: path)
    let header = try SafetensorsHeader(of: file)
    metadata = header.metadata
    content = TensorFile(file, header.entries)
  }

  /// The tensor's entry, or nil if there is none of this name.
  public subscript(name: String) -> StoredTensor? { content[name] }

  /// A tensor of F32, F16, BF16 or F64 numbers; F32 stays in the mapped file, the others are converted.
  ///
  /// - Throws: `notFound` for a name that is not there, `unsupported` for other types.
  public func tensor(named name: String) throws(ExplainerError) -> Tensor {
    try content.tensor(content.entry(named: name))
  }

  /// A tensor of I64 or I32 numbers in row-major order, as token ids are stored.
  ///
  /// - Throws: `notFound` for a name that is not there, `unsupported` for other types.
  public func integers(named name: String) throws(ExplainerError) -> [Int] {
    try content.integers(content.entry(named: name))
  }
}
