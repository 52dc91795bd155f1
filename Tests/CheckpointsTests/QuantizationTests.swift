import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing

/// Quantised weights are the numbers that the quantisers' own code makes of them, bit by bit; what does not fit is refused by
/// name.
@Suite struct QuantizationTests {
  private static let folder = "\(Fixtures.root)/Quantized"
  private static let names = FileSystem.entries(of: folder).filter { $0.hasSuffix(".expected.safetensors") }
    .map { String($0.dropLast(".expected.safetensors".count)) }

  private let folder = TemporaryFolder("quantized")

  private static func quantization(_ settings: JSONValue) throws(ExplainerError) -> Quantization? {
    try ModelConfiguration(path: "config.json", object: ["quantization_config": settings]).quantization()
  }

  private static func settings(_ name: String) throws -> JSONValue {
    let expected = try SafetensorsFile(path: "\(folder)/\(name).expected.safetensors")
    let text = try #require(expected.metadata.first { $0.key == "quantization_config" }).value
    return try JSONValue(parsing: text)
  }

  /// The weights of a fixture, whose header is changed.
  private func weights(
    _ name: String, _ settings: JSONValue? = nil, changing change: (String, String)? = nil
  ) throws -> CheckpointWeights {
    var bytes = try FileSystem.read("\(Self.folder)/\(name).safetensors")
    if let (old, new) = change {
      let size = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let header = String(decoding: bytes[8..<8 + size], as: UTF8.self)
      try #require(header.contains(old), "\(header.prefix(2000))")
      let text = Array(header.replacing(old, with: new).utf8)
      bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + bytes[(8 + size)...]
    }
    FileBuilder.write(bytes, to: "\(folder.path)/model.safetensors")
    let quantization = try #require(try Self.quantization(settings ?? Self.settings(name)))
    return try CheckpointWeights(directory: folder.path).decoded(as: quantization)
  }

  /// Every bit of every number that was recorded, of weights as they lie and of rows by themselves.
  @Test(arguments: names) func numbers(_ name: String) throws {
    let weights = try weights(name)
    let expected = try SafetensorsFile(path: "\(Self.folder)/\(name).expected.safetensors")
    let recorded = expected.entries.filter { $0.name.hasSuffix(".weight") }
    #expect(weights.names.sorted() == recorded.map(\.name).sorted() && recorded.count >= 4)
    for entry in recorded {
      let shape = try #require(weights.entry(named: entry.name)?.shape)
      let stored = try #require(try weights.tensors([(entry.name, shape)])[entry.name])
      let wanted = try expected.tensor(named: entry.name)
      let rows = shape[0] - wanted.shape[0]..<shape[0]
      let bits = wanted.values.map(\.bitPattern)
      #expect(shape[1] == wanted.shape[1])
      #expect(stored.widened.rows(rows).values.map(\.bitPattern) == bits, "\(entry.name)")
      #expect(stored.rows(rows).widened.values.map(\.bitPattern) == bits)
      #expect(stored.gatheringRows(Array(rows)).values.map(\.bitPattern) == bits)
      #expect(stored.selectingRows(Array(rows)).widened.values.map(\.bitPattern) == bits)
      #expect(weights.warnings.count <= 2)
    }
    #expect(try weights.nonFiniteTensors.isEmpty)
  }

  /// A part that is missing, of another type or shape is named with what is expected.
  @Test(arguments: [
    ("fp8_blocks", "o_proj.weight_scale_inv", "o_proj.weight_scale_xxx", "weight_scale_inv' is missing"),
    ("fp8_blocks", #""BF16","shape":[2,2]"#, #""BF16","shape":[4,1]"#, "fit no blocks"),
    ("fp8_rows", #""F32","shape":[64,1]"#, #""F32","shape":[32,2]"#, "fit no blocks"),
    ("fp8_rows", #""F32","shape":[64,1]"#, #""I32","shape":[64,1]"#, "scales of this type"),
    ("int8_bitsandbytes", "k_proj.SCB", "k_proj.SCX", "k_proj.SCB' is missing"),
    ("nf4_f16", "k_proj.weight.absmax", "k_proj.weight.absmix", "absmax' is missing"),
    (
      "nf4_f16", "quant_state.bitsandbytes__nf4", "quant_state.bitsandbytes__nf5",
      "bitsandbytes__nf4' is missing"
    ),
    (
      "nf4_nested_bf16", "k_proj.weight.nested_absmax", "k_proj.weight.nested_absmix",
      "nested_absmax' is missing"
    ),
    ("gptq4", "k_proj.qzeros", "k_proj.qzeroes", "qzeros' is missing"),
    ("gptq4", #""F16","shape":[4,16]"#, #""F16","shape":[2,32]"#, "no scales of a matrix"),
    ("gptq4", #""I32","shape":[64]"#, #""I32","shape":[32,2]"#, "does not fit"),
    ("gptq4", #""I32","shape":[64]"#, #""F32","shape":[64]"#, "another type"),
    ("awq4", #""F16","shape":[4,16]"#, #""BF16","shape":[2,32]"#, "no scales of a matrix"),
    ("compressed_w4a16", "k_proj.weight_shape", "k_proj.weight_size", "weight_shape' is missing"),
    ("compressed_w4a16", #""I32","shape":[16,8]"#, #""I32","shape":[32,4]"#, "is not the shape"),
    (
      "compressed_nvfp4", "k_proj.weight_global_scale", "k_proj.weight_other_scale",
      "global_scale' is missing"
    ),
  ])
  func parts(_ name: String, _ old: String, _ new: String, _ words: String) throws {
    #expect {
      let weights = try weights(name, changing: (old, new))
      _ = try weights.tensors(weights.names.map { ($0, weights.entry(named: $0)?.shape ?? []) })
    } throws: {
      guard let error = $0 as? ExplainerError else { return false }
      return "\(error)".contains(words) && [.badData, .badShape, .unsupported].contains(error.code)
    }
  }

  /// What settings say and files do not hold is an error: another width, another size of groups, no quantised weight at all,
  /// one that is there twice.
  @Test(
    arguments: [
      ("gptq4", ["quant_method": "gptq", "bits": 8, "group_size": 16], "does not fit"),
      ("awq4", ["quant_method": "awq", "bits": 4, "group_size": 32], "another number of groups"),
      ("gptq4", ["quant_method": "fp8"], "no weight is quantised"),
      ("nf4_f16", ["quant_method": "gptq", "bits": 4], "no weight is quantised"),
      (
        "compressed_w4a16",
        [
          "quant_method": "compressed-tensors", "config_groups": ["group_0": ["weights": ["num_bits": 8]]],
        ], "codes of this width"
      ),
    ] as [(String, JSONValue, String)])
  func misfits(_ name: String, _ settings: JSONValue, _ words: String) {
    #expect { try weights(name, settings) } throws: { "\($0)".contains(words) }
  }

  /// A weight that is there quantised and plain is an error, not a choice.
  @Test func twice() throws {
    #expect {
      try weights("gptq4", changing: ("o_proj.g_idx", "o_proj.weight"))
    } throws: {
      "\($0)".contains("stored twice")
    }
  }

  /// Ways that are not read are refused by name, with what to do.
  @Test(
    arguments: [
      (["quant_method": "hqq", "nbits": 4], "HQQ, 4 bits"), (["quant_method": "new one"], "'new one'"),
      (["bits": 3], "an unknown method, 3 bits"), (["quant_method": "gptq", "bits": 3], "GPTQ of 3 bits"),
      (["quant_method": "gptq", "bits": 4, "checkpoint_format": "marlin"], "in the format 'marlin'"),
      (["quant_method": "awq", "bits": 4, "version": "gemv"], "in the format 'gemv'"),
      (["quant_method": "awq", "bits": 8], "AWQ of 8 bits"),
      (["quant_method": "fp8", "expert_dtype": "fp4"], "experts of 'fp4'"),
      (
        ["quant_method": "compressed-tensors", "sparsity_config": ["format": "sparse-24-bitmask"]],
        "sparse weights"
      ),
      (["quant_method": "compressed-tensors", "transform_config": ["config_groups": [:]]], "turned"),
    ] as [(JSONValue, String)])
  func unread(_ settings: JSONValue, _ words: String) {
    #expect { try Self.quantization(settings) } throws: {
      guard let error = $0 as? ExplainerError else { return false }
      return error.code == .unsupported && error.found?.contains(words) == true && error.remedy != nil
    }
  }

  /// Nothing said is nothing quantised.
  @Test func nothing() throws {
    #expect(try Self.quantization([:]) == nil && Self.quantization(.null) == nil)
  }
}
