extension ScalarType {
  /// Whether this type can hold `value`.
  func holds(_ value: Int) -> Bool {
    switch self {
    case .bool: value == 0 || value == 1
    case .i32: Int32(exactly: value) != nil
    case .u32: UInt32(exactly: value) != nil
    case .i64: true
    case .u64: value >= 0
    case .f32, .f64: true
    }
  }

  /// Whether this type can hold `value`, if only rounded.
  func holds(_ value: Double) -> Bool {
    switch self {
    case .f32: Float(value).isFinite
    case .f64: value.isFinite
    case .bool, .i32, .u32, .i64, .u64: Int(exactly: value).map { holds($0) } ?? false
    }
  }

  /// The numbers it holds, in words.
  var rangeText: String {
    switch self {
    case .bool: "0 or 1"
    case .i32: "\(Int32.min) to \(Int32.max)"
    case .u32: "0 to \(UInt32.max)"
    case .i64: "\(Int64.min) to \(Int64.max)"
    case .u64: "0 to \(UInt64.max)"
    case .f32: "about ±3.4e38"
    case .f64: "about ±1.8e308"
    }
  }
}
