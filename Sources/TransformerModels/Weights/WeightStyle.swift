import Checkpoints
import Diagnostics
import Tensors

/// How a family writes its weights down and norms its streams: the same for all its layers.
struct WeightStyle: Sendable {
  /// What a norm is.
  enum NormKind: Sendable, Hashable {
    /// With a gain, to which `offset` is added, and a shift; without one, one that is stored is used all the same.
    case layer(hasBias: Bool = true, offset: Float = 0)
    /// With a gain, to which `offset` is added.
    case rootMeanSquare(offset: Float)
  }

  /// Which extent of a linear map's weight comes first.
  var layout = WeightMatrix.Layout.outputInput
  /// Whether every linear map has a bias; without, one that is stored is used all the same.
  var hasBiases = true
  var norm = NormKind.layer()
  /// ε of all norms.
  var epsilon: Float
}

extension WeightStyle {
  /// Norms of the root of the mean square, and no biases but those that are stored.
  ///
  /// - Parameters:
  ///   - offset: what is added to gains.
  ///   - key: what ε is called, and `epsilon` where the file is silent.
  static func rootMeanSquare(
    _ file: ModelConfiguration, offset: Float = 0, _ key: String = "rms_norm_eps",
    default epsilon: Double = 1e-6
  ) throws(ExplainerError) -> WeightStyle {
    WeightStyle(
      hasBiases: false, norm: .rootMeanSquare(offset: try stored(offset, file)),
      epsilon: Float(try file.number(key, default: epsilon)))
  }

  /// Norms of layers, and no biases of maps but those that are stored.
  static func layer(
    _ file: ModelConfiguration, hasBias: Bool = true, offset: Float = 0, _ key: String = "layer_norm_eps",
    default epsilon: Double = 1e-5
  ) throws(ExplainerError) -> WeightStyle {
    WeightStyle(
      hasBiases: false, norm: .layer(hasBias: hasBias, offset: try stored(offset, file)),
      epsilon: Float(try file.number(key, default: epsilon)))
  }

  /// What is added to gains: nothing in files of ggml, whose converter has added it.
  private static func stored(_ offset: Float, _ file: ModelConfiguration) throws(ExplainerError) -> Float {
    try file.bool("ggml_gains_are_whole", default: false) ? 0 : offset
  }
}
