public import Diagnostics
public import Tensors

/// Writes tensors in the format that a file's name asks for: `.safetensors`, or `.npz` for numpy.
public enum TensorWriter {
  /// The endings of names it knows.
  public static let endings: [String] = [".safetensors", ".npz"]

  /// Throws unless `path` ends in a format's ending.
  ///
  /// - Throws: `badParameter`; `option` says what asked for the file.
  public static func check(_ path: String, option: String) throws(ExplainerError) {
    guard !endings.contains(where: path.hasSuffix) else { return }
    throw ExplainerError(
      .badParameter, "\(option) cannot be '\(path)'",
      expected: "a name that ends in \(endings.joined(separator: " or "))")
  }

  /// Writes the file; it appears whole or not at all.
  ///
  /// - Parameters:
  ///   - tensors: names and values; the names differ.
  ///   - metadata: free text about the file; an `.npz` has no place for it.
  ///   - path: where the file goes; an existing one is replaced.
  /// - Throws: as the formats' own writers.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)] = [],
    to path: String
  ) throws(ExplainerError) {
    if path.hasSuffix(".npz") {
      try NumPyArchiveWriter.write(tensors, to: path)
    } else {
      try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
    }
  }

  /// Hands on the bytes of such a file, in order, without holding more than one tensor of it.
  ///
  /// - Parameters:
  ///   - layout: what the file is going to hold.
  ///   - metadata: free text about the file; an `.npz` has no place for it.
  ///   - path: the ending says which format it is.
  ///   - tensor: gives the tensor at a place of the layout; called for each once, in order.
  ///   - receive: gets the bytes.
  /// - Throws: as the formats' own writers, and what `tensor` and `receive` throw.
  package static func emit(
    _ layout: TensorLayout, metadata: [(key: String, value: String)], to path: String,
    _ tensor: (Int) throws -> Tensor, _ receive: (UnsafeRawBufferPointer) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    if path.hasSuffix(".npz") {
      try NumPyArchiveWriter.emit(layout, to: path, tensor, receive)
    } else {
      try SafetensorsWriter.emit(layout, metadata: metadata, tensor, receive)
    }
  }
}
