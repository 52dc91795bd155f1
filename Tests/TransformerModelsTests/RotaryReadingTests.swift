import Checkpoints
import Diagnostics
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Frequencies of rotary embeddings, in all the words that configurations have had for them: those of transformers
/// 5.24.0, computed from the formulas of `modeling_rope_utils.py` in double precision.
@Suite struct RotaryReadingTests {
  private func rotary(_ object: JSONObject, size: Int = 8) throws(ExplainerError) -> Rotary {
    let file = ModelConfiguration(path: "config.json", object: object)
    guard case .fixed(let rotary) = try RotaryReader(file, headSize: size, context: 64).plan() else {
      throw ExplainerError(.internalFault, "the rotation depends on the length")
    }
    return rotary
  }

  private func error(_ object: JSONObject, size: Int = 8) -> ExplainerError? {
    do {
      _ = try rotary(object, size: size)
      return nil
    } catch { return error }
  }

  private func expect(_ object: JSONObject, _ frequencies: [Float]) throws {
    let found = try rotary(object)
    #expect(found.attentionFactor == 1 && !found.isInterleaved && found.frequencies.count == 4)
    for (found, expected) in zip(found.frequencies, frequencies) {
      #expect(abs(found / expected - 1) < 5e-7, "\(object): \(found) instead of \(expected)")
    }
  }

  private static let usual: [Float] = [1, 0.1, 0.01, 0.001]
  private static let large: [Float] = [1, 0.037606031, 0.0014142136, 5.3182959e-05]
  private static let llama3: JSONObject = [
    "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
  ]

  private static let bases: [(JSONObject, [Float])] = [
    ([:], usual), (["rope_scaling": .null], usual), (["rope_parameters": [:]], usual),
    (["rope_theta": 500_000.0], large), (["rope_parameters": ["rope_theta": 500_000]], large),
    (["rope_parameters": ["rope_theta": 500_000, "rope_type": "default"], "rope_theta": 7], large),
    (["rope_scaling": ["type": "default"], "rope_theta": 500_000], large),
  ]

  /// The base, wherever it is said; where both say it, the newer place counts.
  @Test(arguments: bases.indices) func base(_ index: Int) throws {
    try expect(Self.bases[index].0, Self.bases[index].1)
  }

  /// `linear` divides, under its old key and its new one; the old section counts before the new.
  @Test(
    arguments: [
      ["rope_scaling": ["type": "linear", "factor": 4.0]],
      ["rope_scaling": ["rope_type": "linear", "type": "dynamic", "factor": 4]],
      ["rope_parameters": ["rope_type": "linear", "factor": 4, "rope_theta": 10_000]],
      ["rope_scaling": ["type": "linear", "factor": 4], "rope_parameters": ["rope_type": "default"]],
    ] as [JSONObject])
  func linear(_ object: JSONObject) throws { try expect(object, Self.usual.map { $0 / 4 }) }

  /// `llama3` leaves short waves, divides long ones, and mixes between; the length before it was stretched is said among
  /// its words, beside them, or is the context.
  @Test func llama3() throws {
    // Waves of 6.3, 62.8, 628 and 6283 positions; with a length of 32 all but the first are longer than 32.
    try expect(["rope_scaling": .object(Self.llama3)], [1, 0.0125, 0.00125, 0.000125])
    var words = Self.llama3
    words["original_max_position_embeddings"] = 100
    // (100 / 62.83 − 1) / 3 of the second is kept, the rest divided.
    let mixed: [Float] = [1, 0.029753519, 0.00125, 0.000125]
    try expect(["rope_parameters": .object(words)], mixed)
    try expect(["rope_scaling": .object(Self.llama3), "original_max_position_embeddings": 100], mixed)
    // To the bit what transformers makes in single precision, whose 2π is the nearest number.
    #expect(try rotary(["rope_parameters": .object(words)]).frequencies[1] == 0.029753525)
    words["original_max_position_embeddings"] = nil
    try expect(["rope_scaling": .object(words)], [1, 0.013042256, 0.00125, 0.000125])
  }

  /// What cannot be computed is refused by its name.
  @Test(arguments: ["proportional", "su", "mrope"]) func kinds(_ kind: String) {
    for object in [
      ["rope_scaling": ["type": .string(kind), "factor": 2.0]],
      ["rope_parameters": ["rope_type": .string(kind)]],
    ] as [JSONObject] {
      let found = error(object)
      #expect(found?.code == .unsupported && found?.found == kind)
    }
  }

  /// So are embeddings that differ by layer, or turn a part of a head only.
  @Test func parts() {
    let nested = error([
      "rope_parameters": ["full_attention": ["rope_type": "default"], "sliding_attention": [:]]
    ])
    #expect(nested?.code == .unsupported && nested?.found == "full_attention")
    let partial = error(["rope_parameters": ["partial_rotary_factor": 0.25]])
    #expect(partial?.code == .unsupported && partial?.expected == "partial_rotary_factor 1")
  }

  /// Values that make no frequencies are called by their names.
  @Test(
    arguments: [
      (["rope_theta": 0], "rope_theta"), (["rope_theta": "x"], "rope_theta"),
      (["rope_scaling": 3], "rope_scaling"),
      (["rope_scaling": ["type": "linear"]], "factor"),
      (["rope_scaling": ["type": "linear", "factor": 0]], "factor"),
      (
        ["rope_scaling": ["type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4]],
        "high_freq"
      ),
    ] as [(JSONObject, String)])
  func wrong(_ object: JSONObject, _ name: String) {
    let found = error(object)
    #expect(found?.code == .badData && found.map { "\($0)".contains(name) } == true)
  }

  /// Pairs need an even width.
  @Test func oddHeads() { #expect(error([:], size: 7)?.code == .badData) }
}
