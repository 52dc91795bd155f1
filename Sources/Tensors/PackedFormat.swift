/// How numbers that take fewer than 32 bits are stored, by the names ggml gives these types.
public enum PackedFormat: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary16.
  case f16 = "F16"
  /// bfloat16.
  case bf16 = "BF16"
  /// Blocks of 32: a scale, and 4 bits each around 8.
  case q4Scaled = "Q4_0"
  /// Blocks of 32: a scale and a shift, and 4 bits each.
  case q4Shifted = "Q4_1"
  /// Blocks of 32: a scale, and 5 bits each around 16.
  case q5Scaled = "Q5_0"
  /// Blocks of 32: a scale and a shift, and 5 bits each.
  case q5Shifted = "Q5_1"
  /// Blocks of 32: a scale, and 8 bits each.
  case q8Scaled = "Q8_0"
  /// Blocks of 256: scales and shifts of 4 bits for each 16, and 2 bits each.
  case q2K = "Q2_K"
  /// Blocks of 256: scales of 6 bits for each 16, and 3 bits each.
  case q3K = "Q3_K"
  /// Blocks of 256: scales and shifts of 6 bits for each 32, and 4 bits each.
  case q4K = "Q4_K"
  /// Blocks of 256: scales and shifts of 6 bits for each 32, and 5 bits each.
  case q5K = "Q5_K"
  /// Blocks of 256: scales of 8 bits for each 16, and 6 bits each.
  case q6K = "Q6_K"
  /// Blocks of 32: a scale, and 4 bits each that stand for 16 numbers of a table.
  case iq4NL = "IQ4_NL"
  /// Blocks of 256: scales of 6 bits for each 32, and 4 bits each that stand for 16 numbers of a table.
  case iq4XS = "IQ4_XS"
  /// Blocks of 256: a scale, and −1, 0 or 1, five in a byte.
  case tq1 = "TQ1_0"
  /// Blocks of 256: a scale, and −1, 0 or 1, four in a byte.
  case tq2 = "TQ2_0"
  /// Blocks of 32: a power of two, and floats of 4 bits.
  case mxfp4 = "MXFP4"
}
