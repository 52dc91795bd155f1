public import Diagnostics
import JSON

extension ModelConfiguration {
  /// Throws `unsupported` where the configuration says that weights are stored with fewer bits than are read here.
  ///
  /// The keys are those of transformers 5.24.0 (`quantization_config`) and of compressed-tensors.
  public func checkNotQuantized() throws(ExplainerError) {
    guard let key = ["quantization_config", "compression_config"].first(where: has),
      let settings = value(key)?.object, !settings.members.isEmpty
    else { return }
    throw ExplainerError(
      .unsupported, "the weights are quantised, and cannot be read", at: [path],
      expected: "weights as F32, F16, BF16 or F64", found: "\(Self.method(settings)) (\(key))",
      remedy: "Pass the checkpoint that this one was made from, before it was quantised")
  }

  /// How weights were quantised, in words.
  private static func method(_ settings: JSONObject) -> String {
    let name = settings["quant_method"]?.string ?? ""
    let known = [
      "bitsandbytes": "bitsandbytes", "gptq": "GPTQ", "awq": "AWQ", "mxfp4": "MXFP4", "fp8": "FP8",
      "fbgemm_fp8": "FP8 of FBGEMM", "compressed-tensors": "compressed-tensors", "hqq": "HQQ", "aqlm": "AQLM",
      "quanto": "Quanto", "torchao": "torchao", "bitnet": "BitNet", "eetq": "EETQ",
    ]
    var bits = settings["bits"]?.int ?? settings["nbits"]?.int ?? settings["w_bit"]?.int
    var words = known[name] ?? (name.isEmpty ? "an unknown method" : "'\(name.cut(to: 40))'")
    for (key, count) in [("load_in_4bit", 4), ("load_in_8bit", 8)] where settings[key]?.bool == true {
      bits = count
      if name.isEmpty { words = "bitsandbytes" }
    }
    return bits.map { "\(words), \($0) bits" } ?? words
  }
}
