public import Diagnostics
import Encodings
import Files
public import Tensors

/// Writes tensors as numpy reads them with `numpy.load`: an `.npz` file, which is a ZIP archive of `.npy` files.
///
/// Nothing is compressed, so that `numpy.load(…)` is as fast as reading the file. Names become members as they are:
/// `numpy.load("trace.npz")["layers.0.residual.post"]`.
public enum NumPyArchiveWriter {
  /// Writes the file; it appears whole or not at all.
  ///
  /// - Parameters:
  ///   - tensors: names and values; the names differ.
  ///   - path: where the file goes; an existing one is replaced.
  /// - Throws: `badParameter` for a name given twice, `limitReached` beyond the 4 GiB of a plain ZIP archive,
  ///   `inputOutput` if writing fails.
  public static func write(_ tensors: [(name: String, tensor: Tensor)], to path: String)
    throws(ExplainerError)
  {
    let layout = TensorLayout(tensors)
    try check(layout, path)
    let file = try OutputFile(path)
    try emit(layout, to: path, { tensors[$0].tensor }) { bytes throws(ExplainerError) in try file.write(bytes)
    }
    try file.commit()
  }

  private static func check(_ layout: TensorLayout, _ path: String) throws(ExplainerError) {
    var names: Set<String> = []
    for (name, _) in layout.entries where !names.insert(name).inserted {
      throw ExplainerError(.badParameter, "the tensor name '\(name)' is given twice")
    }
    let size = layout.byteCount + 512 * layout.entries.count
    guard size < UInt32.max, layout.entries.count < UInt16.max else {
      throw ExplainerError(
        .limitReached, "too much for an .npz file", at: [path], expected: "less than 4 GiB",
        found: ByteCount.text(size), remedy: "write .safetensors instead")
    }
  }

  /// Hands on the bytes of such a file, in order, each tensor asked for when its turn has come; `path` is for messages.
  ///
  /// - Throws: `badParameter` for a name given twice, `limitReached`, and what `tensor` and `write` throw.
  static func emit(
    _ layout: TensorLayout, to path: String, _ tensor: (Int) throws -> Tensor,
    _ write: (UnsafeRawBufferPointer) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    try check(layout, path)
    var directory: [UInt8] = []
    var offset = 0
    do {
      for (index, entry) in layout.entries.enumerated() {
        let tensor = try layout.checked(tensor(index), at: index)
        let head = header(shape: tensor.shape)
        var checksum = CRC32()
        head.withUnsafeBytes { checksum.add($0) }
        tensor.withUnsafeElements { checksum.add(UnsafeRawBufferPointer($0)) }
        let member = ZIPEntry(
          name: "\(entry.name).npy", size: head.count + 4 * tensor.count, checksum: checksum.value,
          offset: offset)
        let local = member.local
        try (local + head).withUnsafeBytes { try write($0) }
        try tensor.withUnsafeElements { try write(UnsafeRawBufferPointer($0)) }
        directory += member.central
        offset += local.count + member.size
      }
      let end = ZIPEntry.end(count: layout.entries.count, size: directory.count, offset: offset)
      try (directory + end).withUnsafeBytes { try write($0) }
    } catch { throw .wrapping(error) }
  }

  /// The head of a `.npy` file, version 1.0: 32-bit floats in C order; a multiple of 64 bytes.
  static func header(shape: [Int]) -> [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let padding = (64 - (magic.count + 2 + text.count + 1) % 64) % 64
    text += [UInt8](repeating: 0x20, count: padding) + [0x0A]
    return magic + [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)] + text
  }
}

/// One file in a ZIP archive, stored as it is (PKWARE's APPNOTE 6.3.3, sections 4.3.7 to 4.3.16).
private struct ZIPEntry {
  let name: String
  let size: Int
  let checksum: UInt32
  let offset: Int

  /// What both headers have in common: version 2.0, UTF-8 names, stored, 1 January 1980.
  private var common: [UInt8] {
    Self.bytes(20, 2) + Self.bytes(0x0800, 2) + Self.bytes(0, 2) + Self.bytes(0, 2) + Self.bytes(0x21, 2)
      + Self.bytes(Int(checksum), 4) + Self.bytes(size, 4) + Self.bytes(size, 4)
      + Self.bytes(name.utf8.count, 2)
      + Self.bytes(0, 2)
  }

  var local: [UInt8] { Array("PK\u{3}\u{4}".utf8) + common + Array(name.utf8) }

  var central: [UInt8] {
    Array("PK\u{1}\u{2}".utf8) + Self.bytes(20, 2) + common + Self.bytes(0, 2) + Self.bytes(0, 2)
      + Self.bytes(0, 2) + Self.bytes(0, 4) + Self.bytes(offset, 4) + Array(name.utf8)
  }

  static func end(count: Int, size: Int, offset: Int) -> [UInt8] {
    Array("PK\u{5}\u{6}".utf8) + bytes(0, 2) + bytes(0, 2) + bytes(count, 2) + bytes(count, 2)
      + bytes(size, 4)
      + bytes(offset, 4) + bytes(0, 2)
  }

  /// A number, little-endian.
  private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
