import ExplainerCore
import Factorization
import Tensors

/// One factor in what people ask of it: where it is strong, in which words, in which neurons, in which layers.
struct FactorSummary {
  /// A neuron with its weight in the factor.
  struct Neuron {
    let layer: Int
    let index: Int
    let weight: Float
  }

  /// The strength at each token; nil for tokens that were left out.
  let weights: [Float?]
  /// The factor's share of all the activation the factors account for.
  let share: Double
  /// The token where it is strongest.
  let peak: Int
  /// The tokens where it is strongest, strongest first; none where it is 0.
  let topTokens: [Int]
  /// The neurons that weigh most in it, greatest first.
  let topNeurons: [Neuron]
  /// The share of its neurons' weight that lies in each layer, in the order of the layers.
  let layerShares: [Double]

  /// How many of the strongest are named.
  static let topCount = 20

  /// Summaries of all factors over the matrix they were made from.
  ///
  /// - Parameter rows: the tokens that took part, in order.
  static func summaries(of factors: Factors, matrix: NeuronMatrix, rows: [Int]) -> [FactorSummary] {
    let (shares, F) = (factors.shares, matrix.neuronsPerLayer)
    return factors.shares.indices.map { factor in
      let column = rows.indices.map { factors.tokens[$0, factor] }
      var weights = [Float?](repeating: nil, count: matrix.tokens.count)
      for (index, row) in rows.enumerated() { weights[row] = column[index] }
      let order = Tensor(shape: [column.count], values: column).indicesOfGreatest(topCount)
      let neurons = factors.neurons.slice(factor)
      let strongest = neurons.indicesOfGreatest(topCount)
      return FactorSummary(
        weights: weights, share: shares[factor], peak: rows[order.first ?? 0],
        topTokens: order.filter { column[$0] > 0 }.map { rows[$0] },
        topNeurons: strongest.filter { neurons[flat: $0] > 0 }.map {
          Neuron(
            layer: matrix.layers.lowerBound + $0 / F, index: $0 % F, weight: neurons[flat: $0])
        },
        layerShares: layerShares(of: neurons, neuronsPerLayer: F))
    }
  }

  private static func layerShares(of neurons: Tensor, neuronsPerLayer F: Int) -> [Double] {
    let sums = neurons.withUnsafeElements { elements in
      stride(from: 0, to: elements.count, by: F).map { start in
        elements[start..<start + F].reduce(0) { $0 + Double($1) }
      }
    }
    let total = sums.reduce(0, +)
    return total > 0 ? sums.map { $0 / total } : sums
  }
}
