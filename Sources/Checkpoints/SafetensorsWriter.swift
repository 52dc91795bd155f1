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
    try emit(tensors, metadata: metadata) { bytes throws(ExplainerError) in try file.write(bytes) }
    try file.commit()
  }

  /// Hands on the bytes of such a file, in order.
  ///
  /// - Throws: `badParameter` for a name given twice or reserved, and what `write` throws.
  static func emit(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)],
    _ write: (UnsafeRawBufferPointer) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    let head = try header(tensors, metadata: metadata)
    do {
      try head.withUnsafeBytes { try write($0) }
      for (_, tensor) in tensors {
        try tensor.withUnsafeElements { try write(UnsafeRawBufferPointer($0)) }
      }
    } catch { throw .wrapping(error) }
  }

  /// The length and the header, padded with blanks to a multiple of 8 bytes.
  static func header(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [(key: String, value: String)]
  ) throws(ExplainerError) -> [UInt8] {
    var object: JSONObject = [:]
    if !metadata.isEmpty {
      object["__metadata__"] = .object(JSONObject(metadata.map { ($0.key, .string($0.value)) }))
    }
    var offset = 0
    for (name, tensor) in tensors {
      guard name != "__metadata__", object[name] == nil else {
        throw ExplainerError(.badParameter, "the tensor name '\(name)' is reserved or given twice")
      }
      let end = offset + 4 * tensor.count
      object[name] = [
        "dtype": "F32", "shape": JSONValue(tensor.shape), "data_offsets": [.integer(offset), .integer(end)],
      ]
      offset = end
    }
    var text = JSONValue.object(object).utf8()
    text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}
