import ExplainerCore
import Tensors

/// The weights that make what a site holds of what stands before it, as parts: a map, a norm, a table.
enum SiteWeights: Sendable {
  /// Some of the outputs of a linear map, or all.
  case linear(Linear, outputs: Range<Int>? = nil)
  case norm(Norm)
  /// Rows that are looked up.
  case table(WeightNumbers)

  /// The weight as rows of outputs by columns of inputs, `[out, in]`, of a norm `[C]`, of a table `[V, D]`, where it lies.
  var weight: LentWeight {
    switch self {
    case .linear(let map, let outputs):
      let all = LentWeight(map.weight)
      return outputs.map(all.rows) ?? all
    case .norm(.layer(let norm)): return LentWeight(norm.weight)
    case .norm(.rootMeanSquare(let norm)): return LentWeight(norm.weight)
    case .table(let table): return LentWeight(table.widened)
    }
  }

  /// What is added, `[out]`; nil where nothing is.
  var bias: LentWeight? {
    switch self {
    case .linear(let map, let outputs):
      guard let bias = map.bias.map(LentWeight.init) else { return nil }
      return outputs.map(bias.rows) ?? bias
    case .norm(.layer(let norm)): return norm.bias.map(LentWeight.init)
    case .norm(.rootMeanSquare), .table: return nil
    }
  }
}
