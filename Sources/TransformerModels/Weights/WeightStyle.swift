import Tensors

/// How a family writes its weights down and norms its streams: the same for all its layers.
struct WeightStyle: Sendable {
  /// What a norm is.
  enum NormKind: Sendable, Hashable {
    /// With a gain and a shift.
    case layer
    /// With a gain, to which `offset` is added.
    case rootMeanSquare(offset: Float)
  }

  /// Which extent of a linear map's weight comes first.
  var layout = WeightMatrix.Layout.outputInput
  /// Whether every linear map has a bias; without, one that is stored is used all the same.
  var hasBiases = true
  var norm = NormKind.layer
  /// ε of all norms.
  var epsilon: Float
}
