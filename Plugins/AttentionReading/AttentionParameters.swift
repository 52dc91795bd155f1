package import ExplainerCore

extension Parameter {
  /// `attention`: which kind of attention is shown first.
  package static let attention = Parameter(
    "attention", .string, absence: "the model's only one, or the encoder where there are two stacks",
    choices: ["encoder", "decoder", "cross"], summary: "which attention to show first")

  /// `layer`: the layer shown first.
  package static let attentionLayer = Parameter(
    "layer", .integer, absence: "the first there is", minimum: 0, summary: "layer to show first, from 0")

  /// `include_layers`: the layers given.
  package static let includeLayers = Parameter(
    "include_layers", .integer, isList: true, absence: "all layers", minimum: 0,
    summary: "layer to include, from 0; may be given several times. Others are left out of page and result")
}
