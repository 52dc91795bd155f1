/// A weight of a linear map, in the layout it is stored in: used in place, never transposed.
public struct WeightMatrix: Sendable {
  /// Which extent comes first.
  public enum Layout: Sendable, Hashable {
    /// `[in, out]`: GPT-2's `Conv1D`.
    case inputOutput
    /// `[out, in]`: `torch.nn.Linear`, and an embedding used as the head.
    case outputInput
  }

  /// The numbers.
  public let tensor: Tensor
  /// Which extent comes first.
  public let layout: Layout

  /// A weight over a matrix.
  ///
  /// - Precondition: the tensor has two extents.
  public init(_ tensor: Tensor, layout: Layout) {
    precondition(tensor.rank == 2, "a weight of shape \(tensor.shape)")
    self.tensor = tensor
    self.layout = layout
  }

  /// The width of what goes in.
  public var inputs: Int { tensor.shape[layout == .inputOutput ? 0 : 1] }
  /// The width of what comes out.
  public var outputs: Int { tensor.shape[layout == .inputOutput ? 1 : 0] }
}
