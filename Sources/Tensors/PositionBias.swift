/// What is added to the scaled scores of a head for where query and key stand.
public enum PositionBias: Sendable {
  /// `slope · j` for a key at position `j`, one slope a head: among the keys of one query that is a penalty that grows
  /// with the distance.
  ///
  /// Source: Press et al. 2022 (ALiBi), section 3.
  case slopes([Float])
  /// The same with slopes, positions and products rounded to bfloat16, times `scale`: what models were trained with whose
  /// biases were made in that type.
  ///
  /// Source: `build_alibi_tensor` of Hugging Face's Falcon.
  case roundedSlopes([Float], scale: Float)
  /// The row of a table, `[buckets, H]`, for the bucket that the relative position falls into.
  ///
  /// Source: Raffel et al. 2020 (T5), section 2.1.
  case table(Tensor, Buckets)

  /// The number of heads it is for.
  var heads: Int {
    switch self {
    case .slopes(let slopes), .roundedSlopes(let slopes, _): slopes.count
    case .table(let table, _): table.shape[1]
    }
  }

  /// What `roundedSlopes` adds to a head's scores of the key at a position, before it is scaled.
  package static func rounded(slope: Float, key: Int) -> Float {
    rounded(rounded(slope) * rounded(Float(key)))
  }

  /// The nearest number that bfloat16 has; of two the one whose last bit is 0.
  private static func rounded(_ number: Float) -> Float {
    let bits = number.bitPattern
    return Float(bitPattern: (bits + 0x7FFF + bits >> 16 & 1) & 0xFFFF_0000)
  }
}
