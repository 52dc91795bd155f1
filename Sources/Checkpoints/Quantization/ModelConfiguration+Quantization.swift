public import Diagnostics
import JSON

extension ModelConfiguration {
  /// How the weights were quantised; nil where they were not.
  ///
  /// The keys are those of transformers 5.24.0 (`quantization_config`) and of compressed-tensors.
  /// - Throws: `unsupported` for ways that are not read, `badData` for settings that cannot be used.
  public func quantization() throws(ExplainerError) -> Quantization? {
    guard let key = Self.quantizationKeys.first(where: has),
      let settings = try section(key), !settings.object.members.isEmpty
    else { return nil }
    var warnings: [String] = []
    let method: Quantization.Method
    switch settings.value("quant_method")?.string?.lowercased() {
    case "mxfp4": method = .mxfp4
    case "fp8", "fbgemm_fp8":
      if let type = settings.value("expert_dtype")?.string, type != "fp8" {
        throw settings.unread("experts of '\(type.cut(to: 40))'")
      }
      method = .fp8(block: try settings.block("weight_block_size"))
      warnings.append(Self.unroundedInputs)
    case "bitsandbytes":
      method = .bitsAndBytes
      if settings.value("load_in_8bit")?.bool == true { warnings.append(Self.unroundedInputs) }
    case nil where settings.value("load_in_8bit")?.bool == true: method = .bitsAndBytes
    case "gptq":
      let format = try settings.format(["checkpoint_format", "format"], known: ["gptq", "gptq_v2"])
      // Weights of one checkpoint may differ in bits ("dynamic"): then shapes tell.
      let bits = settings.has("dynamic") ? nil : try settings.integer("bits", in: 1...32)
      if let bits, ![2, 4, 8].contains(bits) { throw settings.unread("GPTQ of \(bits) bits") }
      method = .gptq(
        bits: bits, groupSize: try settings.integer("group_size", default: 128, in: -1...(1 << 30)),
        zerosAreOneLess: format != "gptq_v2")
    case "awq":
      _ = try settings.format(["version", "format"], known: ["gemm"])
      let bits = try settings.integer("bits", default: 4, in: 1...32)
      guard bits == 4 else { throw settings.unread("AWQ of \(bits) bits") }
      if let backend = settings.value("backend")?.string, backend == "llm-awq" {
        throw settings.unread(backend)
      }
      method = .awq(groupSize: try settings.integer("group_size", default: 128, in: -1...(1 << 30)))
    case "compressed-tensors":
      (method, warnings) = try settings.compressedTensors()
    default: throw settings.unread(Self.method(settings.object))
    }
    return Quantization(
      method: method, title: Self.method(settings.object), path: settings.path, warnings: warnings)
  }

  /// The same file without what it says of that, which is no part of the computation.
  public var withoutQuantization: ModelConfiguration {
    var object = object
    for key in Self.quantizationKeys { object[key] = nil }
    return ModelConfiguration(path: path, object: object)
  }

  private static let quantizationKeys = ["quantization_config", "compression_config"]

  private static let unroundedInputs =
    "what goes into the quantised weights is rounded to 8 bits by the programs they were made for, and is not here"

  /// What compressed-tensors says of its groups of weights.
  private func compressedTensors() throws(ExplainerError) -> (Quantization.Method, [String]) {
    if let format = try section("sparsity_config")?.value("format")?.string, format != "dense" {
      throw unread("sparse weights ('\(format.cut(to: 40))')")
    }
    if let transforms = try section("transform_config"), !transforms.object.members.isEmpty {
      throw unread("weights that were turned before they were quantised (transform_config)")
    }
    var (bits, warnings): (Set<Int>, [String]) = ([], [])
    var block: [Int]?
    for (name, _) in try section("config_groups")?.object.members ?? [] {
      guard let group = try section("config_groups")?.section(name) else { continue }
      if let weights = try group.section("weights") {
        bits.insert(try weights.integer("num_bits", default: 8, in: 1...64))
        if let found = try weights.block("block_structure") {
          guard block == nil || block == found else { throw unread("blocks of different sizes") }
          block = found
        }
      }
      if group.has("input_activations"), !warnings.contains(Self.unroundedInputs) {
        warnings.append(Self.unroundedInputs.replacing("8", with: "few"))
      }
    }
    if has("kv_cache_scheme") {
      warnings.append(
        "keys and values are rounded by the programs the checkpoint was made for, and are not here")
    }
    return (.compressedTensors(bits: bits, block: block), warnings)
  }

  /// The rows and columns of a block.
  private func block(_ key: String) throws(ExplainerError) -> [Int]? {
    guard has(key) else { return nil }
    let block = try integers(key)
    guard block.count == 2, block.allSatisfy({ $0 > 0 && $0 <= 1 << 20 }) else {
      throw ExplainerError(
        .badData, "'\(key)' cannot be used", at: [path], expected: "rows and columns of a block",
        found: value(key)?.text().cut(to: 40) ?? "nothing")
    }
    return block
  }

  /// The value of the first of `keys` that is there, which must be known; the first known one where none is.
  private func format(_ keys: [String], known: [String]) throws(ExplainerError) -> String {
    guard let key = keys.first(where: has) else { return known[0] }
    let format = try string(key).lowercased()
    guard known.contains(format) else {
      throw unread("\(Self.method(object)) in the format '\(format.cut(to: 40))'")
    }
    return format
  }

  private func unread(_ words: String) -> ExplainerError {
    ExplainerError(
      .unsupported, "the weights are quantised, and cannot be read", at: [path],
      expected:
        "GPTQ, AWQ (gemm), bitsandbytes, FP8, MXFP4 or compressed-tensors, or weights of 16 or 32 bits",
      found: words, remedy: Quantization.remedy)
  }

  /// How weights were quantised, in words.
  private static func method(_ settings: JSONObject) -> String {
    let name = settings["quant_method"]?.string ?? ""
    let known = [
      "bitsandbytes": "bitsandbytes", "gptq": "GPTQ", "awq": "AWQ", "mxfp4": "MXFP4", "fp8": "FP8",
      "fbgemm_fp8": "FP8 of FBGEMM", "compressed-tensors": "compressed-tensors", "hqq": "HQQ", "aqlm": "AQLM",
      "quanto": "Quanto", "torchao": "torchao", "bitnet": "BitNet", "eetq": "EETQ", "modelopt": "ModelOpt",
      "quark": "Quark", "vptq": "VPTQ", "higgs": "HIGGS", "auto-round": "AutoRound",
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
