/// How rows of codes, and scales that lie elsewhere, stand for numbers: as Hugging Face's quantisers store weights.
///
/// What a code stands for is (value of the code − zero) · scale · factor, rounded as the quantiser's library rounds it.
public struct NumberCodes: Sendable, Hashable {
  /// How scales are stored.
  public enum ScaleType: Sendable, Hashable {
    case f32, f16, bf16
    /// A byte, the exponent of a power of two, 127 more than it.
    case e8m0

    /// Bytes of one scale.
    public var size: Int {
      switch self {
      case .f32: 4
      case .f16, .bf16: 2
      case .e8m0: 1
      }
    }
  }

  /// What each number is rounded to.
  public enum Rounding: Sendable, Hashable {
    case none, f16, bf16
  }

  /// Bits of a code: 2, 4 or 8.
  public var bits: Int
  /// Whether the first code of a byte is in its high bits.
  public var isFirstHigh = false
  /// The value of each code, 2^bits of them.
  public var values: [Float]
  /// Codes in a row.
  public var columns: Int
  /// Bytes from one row of codes to the next.
  public var rowBytes: Int
  /// How scales are stored.
  public var scaleType: ScaleType
  /// The rows that share a scale.
  public var groupRows: Int
  /// The columns that share a scale.
  public var groupColumns: Int
  /// The scales of a row of groups.
  public var scaleColumns: Int
  /// What every number is multiplied with at last.
  public var factor: Float = 1
  /// What each number is rounded to.
  public var rounding: Rounding

  /// Codes in whole bytes a row, with scales for groups of rows and columns in order.
  public init(
    bits: Int, values: [Float], columns: Int, scaleType: ScaleType, groupRows: Int, groupColumns: Int,
    rounding: Rounding
  ) {
    self.bits = bits
    self.values = values
    self.columns = columns
    self.scaleType = scaleType
    self.rounding = rounding
    rowBytes = (columns * bits + 7) / 8
    self.groupRows = groupRows
    self.groupColumns = groupColumns
    scaleColumns = (columns + groupColumns - 1) / max(1, groupColumns)
  }
}
