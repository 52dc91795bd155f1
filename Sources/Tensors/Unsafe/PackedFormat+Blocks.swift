internal import CKernels

extension PackedFormat {
  /// What the kernels call it: the number ggml gives the type in a file.
  var kernel: ck_format {
    switch self {
    case .f16: CK_F16
    case .bf16: CK_BF16
    case .q4Scaled: CK_Q4_0
    case .q4Shifted: CK_Q4_1
    case .q5Scaled: CK_Q5_0
    case .q5Shifted: CK_Q5_1
    case .q8Scaled: CK_Q8_0
    case .q2K: CK_Q2_K
    case .q3K: CK_Q3_K
    case .q4K: CK_Q4_K
    case .q5K: CK_Q5_K
    case .q6K: CK_Q6_K
    case .iq4NL: CK_IQ4_NL
    case .iq4XS: CK_IQ4_XS
    case .tq1: CK_TQ1_0
    case .tq2: CK_TQ2_0
    case .mxfp4: CK_MXFP4
    }
  }

  /// The number ggml gives the type in a file.
  public var number: Int { Int(kernel.rawValue) }

  /// The numbers in a block; 1 where each stands by itself.
  public var blockNumbers: Int { ck_block_numbers(kernel) }

  /// The bytes of a block.
  public var blockBytes: Int { ck_block_bytes(kernel) }

  /// The bytes of so many numbers, in whole blocks.
  public func bytes(of count: Int) -> Int { count / blockNumbers * blockBytes }
}
