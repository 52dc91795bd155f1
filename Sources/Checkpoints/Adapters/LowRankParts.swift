import Diagnostics
import Tensors

/// The tensors of an adapter that belong to one module, as they are found.
struct LowRankParts {
  var down: StoredTensor?
  var up: StoredTensor?
  var embeddingDown: StoredTensor?
  var embeddingUp: StoredTensor?
  var magnitude: StoredTensor?

  /// What the names of these tensors end in, as peft saves them.
  static var ends: [(end: String, part: WritableKeyPath<LowRankParts, StoredTensor?>)] {
    [
      (".lora_A.weight", \.down), (".lora_B.weight", \.up), (".lora_embedding_A", \.embeddingDown),
      (".lora_embedding_B", \.embeddingUp), (".lora_magnitude_vector", \.magnitude),
      (".lora_magnitude_vector.weight", \.magnitude),
    ]
  }

  /// What they do to the module's weight.
  ///
  /// - Throws: `badData` where one is missing, `badShape` where they do not fit each other, `unsupported` for magnitudes of an
  ///   embedding and for types that weights do not have.
  func change(
    of module: String, _ configuration: AdapterConfiguration, in file: TensorFile
  ) throws(ExplainerError) -> LowRankChange {
    let isEmbedding = embeddingDown != nil
    guard let down = isEmbedding ? embeddingDown : down, let up = isEmbedding ? embeddingUp : up,
      !configuration.usesDoRA || magnitude != nil
    else {
      throw ExplainerError(
        .badData, "the adapter does not hold all that belongs to '\(module.cut(to: 80))'", at: [file.path],
        expected: configuration.usesDoRA ? "lora_A, lora_B and lora_magnitude_vector" : "lora_A and lora_B")
    }
    guard down.shape.count == 2, up.shape.count == 2, down.shape[0] == up.shape[1], down.shape[0] > 0 else {
      throw ExplainerError(
        .badShape, "the adapter's matrices for '\(module.cut(to: 80))' do not fit each other",
        at: [file.path],
        expected: "[r, in] and [out, r]", found: "\(down.shape) and \(up.shape)")
    }
    var factors: Tensor?
    if configuration.usesDoRA, let magnitude {
      guard !isEmbedding else {
        throw ExplainerError(
          .unsupported, "the adapter learns magnitudes (use_dora) of an embedding", at: [file.path],
          found: "'\(module.cut(to: 80))'", remedy: AdapterConfiguration.remedy)
      }
      guard magnitude.count == up.shape[0] else {
        throw ExplainerError(
          .badShape, "the adapter's magnitudes for '\(module.cut(to: 80))' are not one an output",
          at: [file.path],
          expected: "[\(up.shape[0])]", found: "\(magnitude.shape)")
      }
      factors = try file.tensor(magnitude).reshaped([up.shape[0]])
    }
    return LowRankChange(
      down: try file.tensor(down), up: try file.tensor(up),
      scale: try configuration.scale(of: module, rank: down.shape[0]), magnitudes: factors,
      isEmbedding: isEmbedding, place: [file.path, "'\(module.cut(to: 80))'"])
  }
}
