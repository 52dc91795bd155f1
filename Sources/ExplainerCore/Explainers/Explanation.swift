public import JSON
public import Tensors

/// What an entry point returns.
public struct Explanation: Sendable {
  /// The result, by the entry point's own documented schema.
  public var result: JSONObject
  /// The tokens the explanation is about, in order.
  public var tokens: [Token]
  /// The pictures, most important first.
  public var figures: [Figure]
  /// Residuals that tell how far to trust the result.
  public var checks: [Check]
  /// Arrays for those who go on computing, under the names the entry point documents.
  public var tensors: [NamedTensor]
  /// The code of the interactive views among the figures; one for each name that `ViewFigure.module` uses.
  public var modules: [ViewModule]

  /// A tensor under its documented name.
  public struct NamedTensor: Sendable {
    /// The name.
    public var name: String
    /// The values.
    public var tensor: Tensor

    /// Creates a named tensor.
    public init(_ name: String, _ tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// Creates an explanation.
  public init(
    result: JSONObject, tokens: [Token] = [], figures: [Figure] = [], checks: [Check] = [],
    tensors: [NamedTensor] = [], modules: [ViewModule] = []
  ) {
    self.result = result
    self.tokens = tokens
    self.figures = figures
    self.checks = checks
    self.tensors = tensors
    self.modules = modules
  }
}
