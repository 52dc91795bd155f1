public import Diagnostics
public import Tensors

extension Tensor {
  /// The rank of token `id` among these scores, `[V]`, 1 for the greatest.
  ///
  /// - Throws: `badData` where a score is not a number: there is no order then.
  public func rank(ofToken id: Int) throws(ExplainerError) -> Int {
    if let rank = rank(of: id) { return rank }
    throw ExplainerError(.badData, "a score of the model is not a number, so no token has a rank")
  }
}
