import Diagnostics
import ExplainerCore
import Tensors

/// An encoder like BERT, described: its blocks norm the sum behind each half, and what scores tokens is a map, a function
/// and a norm before the token embedding.
struct EncoderPlan: Sendable {
  /// How the weights of a layer are called.
  struct Layer: Sendable {
    var projections = Assembly.ProjectionNames.separate(
      query: "attention.self.query", key: "attention.self.key", value: "attention.self.value")
    var output = "attention.output.dense"
    var attentionNorm = "attention.output.LayerNorm"
    var up = "intermediate.dense"
    var down = "output.dense"
    var norm = "output.LayerNorm"
  }

  /// What scores tokens.
  struct Head: Sendable {
    let dense: String
    let activation: Activation
    let norm: String
    /// What stands before the weight that is the token embedding, and before the bias that counts.
    let decoder: String
    /// Another name of that bias, which transformers ties it to; nil where it has none.
    var bias: String?
  }

  /// What the family is called in messages.
  let title: String
  /// What the configuration says.
  let info: ModelInfo
  /// What transformers puts before the names of the base model.
  let base: String
  /// ε of all norms.
  let epsilon: Float
  let isTied: Bool
  let activation: Activation
  /// Of those a checkpoint may have, the likeliest first.
  let heads: [Head]
  /// The first words of the names of heads, which stand beside the base model.
  let headNames: [String]
  let sequence: Assembly.Classifier
  var pooler: Assembly.Dense?

  var layer = Layer()
  /// What stands before the names of a layer.
  var path: @Sendable (Int) -> String = { "encoder.layer.\($0)" }
  /// How many segments there are; nil where the family has none.
  var segments: Int?
  /// How many positions have an embedding, behind how many rows that have none; nil where the family has no such table.
  var positions: (count: Int, offset: Int)?
  /// The token that takes no position; nil where all take one.
  var padding: Int?
  /// The embedding's width where it is not the stream's, and what maps it.
  var embedding: (width: Int, projection: String)?
  /// What attention of the family does beyond looking; asked in each layer.
  var traits: @Sendable (inout Assembly) throws(ExplainerError) -> AttentionTraits = { _ in AttentionTraits()
  }
  /// What takes the place of d under the root that scores are divided by.
  var scaleSize: Int?
  /// What follows the halves of the first layer; nil in most families.
  var convolution: Assembly.ConvolutionNames?
  /// Whole names of weights that old checkpoints hold and nobody needs.
  var unused: [String] = []
}
