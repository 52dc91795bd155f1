/// The types of a GGUF file's metadata, by their numbers in the file.
public enum GGUFValueType: Int, Sendable, Hashable {
  /// Unsigned and signed whole numbers of 8, 16 and 32 bits.
  case u8, i8, u16, i16, u32, i32
  /// IEEE single precision.
  case f32
  /// A byte that is 0 or not.
  case truth
  /// UTF-8 with its length.
  case text
  /// Values of one type.
  case list
  /// Whole numbers of 64 bits.
  case u64, i64
  /// IEEE double precision.
  case f64

  /// The fewest bytes a value takes.
  var size: Int {
    switch self {
    case .u8, .i8, .truth: 1
    case .u16, .i16: 2
    case .u32, .i32, .f32: 4
    case .u64, .i64, .f64, .text: 8
    case .list: 12
    }
  }
}
