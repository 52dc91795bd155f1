import Diagnostics
import ExplainerCore
public import Tensors

extension TransformerModel {
  /// The scores of some tokens alone: the head is applied to their rows of it.
  public func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
    try vocabulary.check(ids)
    return try scores(of: hidden, normed: normed) { $0.of(ids) }
  }
}

extension LanguageHead {
  /// The head over some tokens alone, `[R, D]` → `[R, ids]`.
  fileprivate func of(_ ids: [Int]) -> LanguageHead {
    let weight = WeightMatrix(decoder.weight.numbers.selectingRows(ids), layout: .outputInput)
    let bias = decoder.bias.map { bias in
      Tensor(shape: [ids.count], values: ids.map { bias[flat: $0] })
    }
    return LanguageHead(
      transform: transform, decoder: Linear(weight, bias: bias), scale: scale, softcap: softcap, site: site)
  }
}
