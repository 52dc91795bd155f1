/// How the weights of a checkpoint were quantised, as its `config.json` says.
public struct Quantization: Sendable, Hashable {
  /// The layouts that are read.
  enum Method: Sendable, Hashable {
    /// `NAME_blocks` and `NAME_scales`, as gpt-oss has its experts.
    case mxfp4
    /// Floats of 8 bits with a scale for each block, each row or the whole weight.
    case fp8(block: [Int]?)
    /// `weight` with `absmax` in 4 bits, with `SCB` in 8.
    case bitsAndBytes
    /// `qweight`, `qzeros`, `scales` and `g_idx`.
    ///
    /// - Parameter zerosAreOneLess: whether stored zeros are one less than those meant, as in the first version of the
    ///   format.
    case gptq(bits: Int?, groupSize: Int, zerosAreOneLess: Bool)
    /// `qweight`, `qzeros` and `scales`, laid out for products of matrices ("gemm").
    case awq(groupSize: Int)
    /// `weight_packed`, or `weight` of 8 bits, with `weight_scale`.
    ///
    /// - Parameters:
    ///   - bits: those of any group of weights.
    ///   - block: the rows and columns of a block, where scales are one a block.
    case compressedTensors(bits: Set<Int>, block: [Int]?)
  }

  let method: Method
  /// What quantised them, in words.
  public let title: String
  /// Where it is said.
  let path: String
  /// What is quantised beside weights, and is not here.
  let warnings: [String]

  /// What can be done where quantised weights are not read.
  static let remedy =
    "Pass the checkpoint that this one was made from, before it was quantised, or a GGUF file of it; some are "
    + "converted by `model.dequantize()` and `save_pretrained` of transformers"
}
