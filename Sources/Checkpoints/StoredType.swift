public import Tensors

/// The number types a safetensors file may hold.
public enum StoredType: String, Sendable, Hashable, CaseIterable {
  /// Truth values, one byte each.
  case bool = "BOOL"
  /// Unsigned 8-bit integers.
  case u8 = "U8"
  /// Signed 8-bit integers.
  case i8 = "I8"
  /// 8-bit floats with 5 exponent bits.
  case f8e5m2 = "F8_E5M2"
  /// 8-bit floats with 4 exponent bits.
  case f8e4m3 = "F8_E4M3"
  /// 8-bit powers of two.
  case f8e8m0 = "F8_E8M0"
  /// Signed 16-bit integers.
  case i16 = "I16"
  /// Unsigned 16-bit integers.
  case u16 = "U16"
  /// IEEE half precision.
  case f16 = "F16"
  /// bfloat16.
  case bf16 = "BF16"
  /// Signed 32-bit integers.
  case i32 = "I32"
  /// Unsigned 32-bit integers.
  case u32 = "U32"
  /// IEEE single precision.
  case f32 = "F32"
  /// IEEE double precision.
  case f64 = "F64"
  /// Signed 64-bit integers.
  case i64 = "I64"
  /// Unsigned 64-bit integers.
  case u64 = "U64"
  /// Pairs of single-precision numbers.
  case c64 = "C64"
}

extension StoredType {
  /// Bytes of one number.
  public var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .f64, .i64, .u64, .c64: 8
    }
  }

  /// The type as weights are read, or nil for types that are not used as weights here.
  public var weightType: MappedFile.NumberType? {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    default: nil
    }
  }
}
