public import Tensors

/// The factors of a matrix of activations, X ≈ W·H.
public struct Factors: Sendable {
  /// W: how strong each factor is at each token that took part, `[T, k]`.
  public let tokens: Tensor
  /// H: how strong each neuron is in each factor, `[k, ΣF]`, neurons in the order of the blocks.
  public let neurons: Tensor
  /// The rounds of coordinate descent that were done.
  public let iterations: Int
  /// Whether the iteration came to rest before its limit.
  public let converged: Bool
  /// Σ |projected gradient| of the last round divided by that of the first.
  public let violationRatio: Double
  /// ‖X − W·H‖, Frobenius, in units of activation.
  public let error: Double
  /// ‖X‖, Frobenius, in units of activation.
  public let norm: Double
  /// The part of X's elements that are above 0.
  public let density: Double

  /// ‖X − W·H‖ / ‖X‖: 0 for a perfect reconstruction, 1 for none.
  public var relativeError: Double { error / norm }
  /// The number of factors.
  public var count: Int { neurons.shape[0] }
}
