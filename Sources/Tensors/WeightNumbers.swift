/// A weight in the type it is stored in: 32-bit floats, or numbers of fewer bits that are widened where they are read.
public enum WeightNumbers: Sendable {
  case single(Tensor)
  case packed(PackedTensor)
  case coded(CodedTensor)

  /// The extents, outermost first.
  public var shape: [Int] {
    switch self {
    case .single(let tensor): tensor.shape
    case .packed(let tensor): tensor.shape
    case .coded(let tensor): tensor.shape
    }
  }

  /// All of it as 32-bit floats: where it lies, or a copy of it.
  ///
  /// - Complexity: O(count) for 16-bit floats.
  public var widened: Tensor {
    switch self {
    case .single(let tensor): tensor
    case .packed(let tensor): tensor.widened
    case .coded(let tensor): tensor.widened
    }
  }

  /// The same elements under another shape of equal count.
  public func reshaped(_ shape: [Int]) -> WeightNumbers {
    switch self {
    case .single(let tensor): .single(tensor.reshaped(shape))
    case .packed(let tensor): .packed(tensor.reshaped(shape))
    case .coded(let tensor): .coded(tensor.reshaped(shape))
    }
  }

  /// Some rows of a `[R, …]` tensor, where they lie.
  public func rows(_ range: Range<Int>) -> WeightNumbers {
    switch self {
    case .single(let tensor): .single(tensor.rows(range))
    case .packed(let tensor): .packed(tensor.rows(range))
    case .coded(let tensor): .coded(tensor.rows(range))
    }
  }

  /// The slice `index` along the first extent, where it lies.
  public func slice(_ index: Int) -> WeightNumbers {
    rows(index..<index + 1).reshaped(Array(shape.dropFirst()))
  }

  /// The rows with these numbers, copied and widened, as an embedding is looked up: `[R, C]` → `[indices, C]`.
  ///
  /// - Precondition: every index is a row.
  public func gatheringRows(_ indices: [Int]) -> Tensor {
    switch self {
    case .single(let tensor): tensor.gatheringRows(indices)
    case .packed(let tensor): tensor.gatheringRows(indices)
    case .coded(let tensor): tensor.gatheringRows(indices)
    }
  }

  /// The rows with these numbers in the type they are stored in: copied, or of codes where they lie.
  ///
  /// - Precondition: every index is a row.
  public func selectingRows(_ indices: [Int]) -> WeightNumbers {
    switch self {
    case .single(let tensor): .single(tensor.gatheringRows(indices))
    case .packed(let tensor): .packed(tensor.selectingRows(indices))
    case .coded(let tensor):
      tensor.selectingRows(indices).map { .coded($0) } ?? .single(tensor.gatheringRows(indices))
    }
  }
}
