/// A C type whose value is passed or returned itself.
enum ScalarType: String, Sendable, Hashable, CaseIterable {
  /// `bool` (`_Bool`).
  case bool
  /// `int32_t`, `int`.
  case i32
  /// `uint32_t`, `unsigned`.
  case u32
  /// `int64_t`, `long`, `ptrdiff_t`.
  case i64
  /// `uint64_t`, `unsigned long`, `size_t`.
  case u64
  /// `float`.
  case f32
  /// `double`.
  case f64

  /// In bytes.
  var size: Int {
    switch self {
    case .bool: 1
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }

  /// Whether its values are whole numbers.
  var isInteger: Bool {
    switch self {
    case .i32, .u32, .i64, .u64: true
    case .bool, .f32, .f64: false
    }
  }

  /// What C calls it.
  var cName: String {
    switch self {
    case .bool: "bool"
    case .i32: "int32_t"
    case .u32: "uint32_t"
    case .i64: "int64_t"
    case .u64: "uint64_t"
    case .f32: "float"
    case .f64: "double"
    }
  }
}
