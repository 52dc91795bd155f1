/// A weight of a linear map, in the layout it is stored in: used in place, never transposed.
public struct WeightMatrix: Sendable {
  /// Which extent comes first.
  public enum Layout: Sendable, Hashable {
    /// `[in, out]`: GPT-2's `Conv1D`.
    case inputOutput
    /// `[out, in]`: `torch.nn.Linear`, and an embedding used as the head.
    case outputInput
  }

  /// The numbers, in the type they are stored in.
  public let numbers: WeightNumbers
  /// Which extent comes first.
  public let layout: Layout

  /// A weight over a matrix.
  ///
  /// - Precondition: the numbers have two extents.
  public init(_ numbers: WeightNumbers, layout: Layout) {
    precondition(numbers.shape.count == 2, "a weight of shape \(numbers.shape)")
    self.numbers = numbers
    self.layout = layout
  }

  /// A weight over a matrix of 32-bit floats.
  ///
  /// - Precondition: the tensor has two extents.
  public init(_ tensor: Tensor, layout: Layout) { self.init(.single(tensor), layout: layout) }

  /// The width of what goes in.
  public var inputs: Int { numbers.shape[layout == .inputOutput ? 0 : 1] }
  /// The width of what comes out.
  public var outputs: Int { numbers.shape[layout == .inputOutput ? 1 : 0] }
}
