public import Diagnostics
import Tensors

extension CheckpointWeights {
  /// The weights as they are meant, where some are stored as codes and what those stand for; numbers stay as stored.
  ///
  /// - Throws: `badData`, `badShape` or `unsupported` naming the tensor and what is wrong with it, and `badData` where no
  ///   weight is quantised.
  public func decoded(as quantization: Quantization) throws(ExplainerError) -> CheckpointWeights {
    var all: [String: StoredPart] = [:]
    for file in files {
      for entry in file.entries { all[entry.name] = StoredPart(file: file, entry: entry) }
    }
    let parts = StoredParts(path: path, all)
    var weights: [String: CodedWeight] = [:]
    var hidden: Set<String> = []
    var scaledInputs = false
    for name in storedNames {
      if let weight = try quantization.weight(name, parts) {
        try check(weight, parts)
        weights[name] = weight
        hidden.formUnion(weight.parts.map(\.entry.name))
      } else if Self.isOfActivations(name) {
        hidden.insert(name)
        scaledInputs = true
      }
    }
    guard !weights.isEmpty else {
      throw ExplainerError(
        .badData, "no weight is quantised as config.json says", at: [path],
        expected: "weights of \(quantization.title)",
        found: storedNames.first.map { "'\($0.cut(to: 80))' and others" } ?? "none",
        remedy: "If they are not quantised, take quantization_config out of config.json")
    }
    var warnings = warnings + quantization.warnings
    if scaledInputs {
      warnings.append("scales of activations, keys and values lie beside the weights and are not used")
    }
    return CheckpointWeights(
      path: path, files: files.map { $0.decoded(weights, hiding: hidden) }, warnings: warnings)
  }

  /// Refuses a weight that is stored otherwise too, or whose parts do not lie row by row.
  private func check(_ weight: CodedWeight, _ parts: StoredParts) throws(ExplainerError) {
    let codes = weight.parts[0].entry.name
    if weight.name != codes, parts[weight.name] != nil {
      throw ExplainerError(
        .badData, "a weight is stored twice, quantised and not", at: [path],
        found: "'\(codes.cut(to: 80))' and '\(weight.name.cut(to: 80))'",
        remedy: "Save the model again, as one of both")
    }
    for part in weight.parts where part.entry.strides != nil {
      throw part.error(
        "this part of a quantised weight is a view of other numbers", "rows one behind the other", "a view")
    }
  }

  /// Whether a tensor says how activations, keys or values are to be quantised.
  private static func isOfActivations(_ name: String) -> Bool {
    let ends = [
      "input_scale", "input_zero_point", "input_global_scale", "output_scale", "output_zero_point",
      "activation_scale", "activation_scale_ub", "input_scale_ub", "k_scale", "v_scale", "q_scale",
      "kv_scale",
      "k_zero_point", "v_zero_point", "q_zero_point", "prob_scale",
    ]
    return ends.contains { name.hasSuffix(".\($0)") }
  }
}

extension Quantization {
  /// The weight whose codes are stored under a name; nil where that is no name of codes.
  fileprivate func weight(_ name: String, _ parts: StoredParts) throws(ExplainerError) -> CodedWeight? {
    switch method {
    case .mxfp4: try .mxfp4(name, parts)
    case .fp8(let block):
      try .bytes(name, parts, scales: ["_scale_inv", "_scale"], block: block, isFloat: true)
    case .bitsAndBytes: try .bitsAndBytes(name, parts)
    case .gptq(let bits, let groupSize, let zerosAreOneLess):
      try .gptq(name, parts, (bits, groupSize), zerosAreOneLess: zerosAreOneLess)
    case .awq(let groupSize): try .awq(name, parts, groupSize: groupSize)
    case .compressedTensors(let bits, let block):
      try .compressedTensors(name, parts, bits: bits, block: block)
    }
  }
}
