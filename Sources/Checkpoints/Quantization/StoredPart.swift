import Diagnostics
import Tensors

/// One of the tensors that a quantised weight is stored in.
struct StoredPart: Sendable {
  let file: TensorFile
  let entry: StoredTensor

  /// Its extents.
  var shape: [Int] { entry.shape }
  /// The type of its numbers; nil where it is none of those known.
  var type: StoredType? { entry.type }

  /// Its bytes, where they lie.
  var codes: CodeBytes { file.codes(entry) }

  /// A copy of its bytes.
  func bytes() throws(ExplainerError) -> [UInt8] { try file.bytes(entry) }

  /// Its 32-bit words, unsigned.
  ///
  /// - Precondition: they are of 32 bits.
  func words() throws(ExplainerError) -> [UInt32] {
    let bytes = try bytes()
    return stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
      bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// Its numbers.
  ///
  /// - Throws: `unsupported` where they are none that weights have.
  func floats() throws(ExplainerError) -> [Float] { try file.tensor(entry).values }

  /// How its numbers are read as scales, and what a product with them is rounded to.
  ///
  /// - Throws: `unsupported` for types that scales do not have.
  func scaleType() throws(ExplainerError) -> (type: NumberCodes.ScaleType, rounding: NumberCodes.Rounding) {
    switch type {
    case .f32: return (.f32, .none)
    case .f16: return (.f16, .f16)
    case .bf16: return (.bf16, .bf16)
    case .f8e8m0, .u8: return (.e8m0, .bf16)
    default: throw error("scales of this type are not read", "F32, F16, BF16 or F8_E8M0", entry.typeName)
    }
  }

  /// The part, if its extents and type are those that are needed.
  ///
  /// - Throws: `badShape` or `unsupported` where they are not.
  func checked(_ shapes: [Int]..., types: StoredType...) throws(ExplainerError) -> StoredPart {
    if !types.isEmpty, !types.contains(where: { $0 == type }) {
      throw error(
        "this part of a quantised weight has another type than it has here",
        types.map(\.rawValue).joined(separator: " or "), entry.typeName)
    }
    if !shapes.isEmpty, !shapes.contains(shape) {
      throw ExplainerError(
        .badShape, "this part of a quantised weight does not fit the others", at: location,
        expected: shapes.map { "\($0)" }.joined(separator: " or "), found: "\(shape)")
    }
    return self
  }

  /// An error of this part.
  func error(
    _ message: String, _ expected: String, _ found: String, code: ErrorCode = .unsupported
  ) -> ExplainerError {
    ExplainerError(
      code, message, at: location, expected: expected, found: found,
      remedy: code == .unsupported ? Quantization.remedy : nil)
  }

  private var location: [String] { [file.path, "tensor '\(entry.name.cut(to: 80))'"] }
}
