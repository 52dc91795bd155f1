public import Tensors

/// The number types of stored tensors, by the names of safetensors 0.8.0.
public enum StoredType: String, Sendable, Hashable, CaseIterable {
  /// Truth values, one byte each.
  case bool = "BOOL"
  /// Unsigned 8-bit integers.
  case u8 = "U8"
  /// 4-bit floats, two in a byte.
  case f4 = "F4"
  /// 6-bit floats with 2 exponent bits.
  case f6e2m3 = "F6_E2M3"
  /// 6-bit floats with 3 exponent bits.
  case f6e3m2 = "F6_E3M2"
  /// Signed 8-bit integers.
  case i8 = "I8"
  /// 8-bit floats with 5 exponent bits.
  case f8e5m2 = "F8_E5M2"
  /// 8-bit floats with 4 exponent bits.
  case f8e4m3 = "F8_E4M3"
  /// 8-bit floats with 5 exponent bits, without infinities and negative zero.
  case f8e5m2fnuz = "F8_E5M2FNUZ"
  /// 8-bit floats with 4 exponent bits, without infinities and negative zero.
  case f8e4m3fnuz = "F8_E4M3FNUZ"
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
  /// Bits of one number.
  public var bits: Int {
    switch self {
    case .f4: 4
    case .f6e2m3, .f6e3m2: 6
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0, .f8e5m2fnuz, .f8e4m3fnuz: 8
    case .i16, .u16, .f16, .bf16: 16
    case .i32, .u32, .f32: 32
    case .f64, .i64, .u64, .c64: 64
    }
  }

  /// The type as weights are read, or nil for types that are not used as weights here.
  public var weightType: MappedFile.NumberType? {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    case .f64: .f64
    default: nil
    }
  }
}
