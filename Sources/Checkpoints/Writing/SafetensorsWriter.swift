public import Diagnostics
import Files
import JSON
public import Tensors

/// Writes tensors to a safetensors file: 32-bit floats, in the order given, the data 8-byte aligned.
public enum SafetensorsWriter {
  /// Writes the file under a temporary name beside `path` and renames it, so that no half-written file is
  /// ever there.
  ///
  /// - Parameters:
  ///   - tensors: names and values; the names differ and are not `__metadata__`.
  ///   - metadata: free text about the file.
  ///   - path: where the file goes; an existing one is replaced.
  /// - Throws: `badParameter` for a name given twice or reserved, `inputOutput` if writing fails.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)] = [],
    to path: String
  ) throws(ExplainerError) {
    let file = try OutputFile(path)
    try emit(TensorLayout(tensors), metadata: metadata, { tensors[$0].tensor }) {
      bytes throws(ExplainerError) in
      try file.write(bytes)
    }
    try file.commit()
  }

  /// Hands on the bytes of such a file, in order; each tensor is asked for when its turn has come.
  ///
  /// - Throws: `badParameter` for a name given twice or reserved, and what `tensor` and `write` throw.
  static func emit(
    _ layout: TensorLayout, metadata: [(key: String, value: String)], _ tensor: (Int) throws -> Tensor,
    _ write: (UnsafeRawBufferPointer) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    let head = try header(layout, metadata: metadata)
    do {
      try head.withUnsafeBytes { try write($0) }
      for index in layout.entries.indices {
        try layout.checked(tensor(index), at: index).withUnsafeElements {
          try write(UnsafeRawBufferPointer($0))
        }
      }
    } catch { throw .wrapping(error) }
  }

  /// The length and the header, padded with blanks to a multiple of 8 bytes.
  static func header(
    _ layout: TensorLayout, metadata: [(key: String, value: String)]
  ) throws(ExplainerError) -> [UInt8] {
    var object: JSONObject = [:]
    if !metadata.isEmpty {
      object["__metadata__"] = .object(JSONObject(metadata.map { ($0.key, .string($0.value)) }))
    }
    var offset = 0
    for (name, shape) in layout.entries {
      guard name != "__metadata__", object[name] == nil else {
        throw ExplainerError(.badParameter, "the tensor name '\(name)' is reserved or given twice")
      }
      let end = offset + 4 * shape.reduce(1, *)
      object[name] = [
        "dtype": "F32", "shape": JSONValue(shape), "data_offsets": [.integer(offset), .integer(end)],
      ]
      offset = end
    }
    var text = JSONValue.object(object).utf8()
    text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}
