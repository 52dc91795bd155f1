import Tensors

/// Where one tensor lies in a file.
public struct StoredTensor: Sendable, Hashable {
  /// The tensor's name.
  public let name: String
  /// What safetensors calls the type of its numbers, whatever the file's format; of packed ones what ggml calls it.
  public let typeName: String
  /// Its extents, outermost first.
  public let shape: [Int]
  /// Its bytes, counted from the start of the file: from its first number to its last.
  public let bytes: Range<Int>
  /// How many numbers lie between one index and the next, one an extent; nil where they follow each other row by row.
  var strides: [Int]?
  /// How its numbers are packed in blocks, as GGUF files alone say; nil where each stands by itself.
  var blocks: PackedFormat?

  /// The type of its numbers; nil where it is none of those known.
  public var type: StoredType? { StoredType(rawValue: typeName) }

  /// How many numbers it has.
  var count: Int { shape.reduce(1, *) }
}
