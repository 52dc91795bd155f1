import Tensors

extension Factors {
  /// Each factor's part of the reconstruction's total activation: Σᵢ wᵢⱼ · Σₙ hⱼₙ, divided by its sum over
  /// all factors.
  ///
  /// Parts add up to 1 and do not depend on how a factor's scale is divided between W and H. All are 0 where
  /// every factor is.
  public var shares: [Double] {
    let width = count
    var sums = [Double](repeating: 0, count: width)
    for (index, value) in tokens.values.enumerated() { sums[index % width] += Double(value) }
    let masses = sums.indices.map { factor in
      sums[factor] * neurons.slice(factor).values.reduce(0) { $0 + Double($1) }
    }
    let total = masses.reduce(0, +)
    return masses.map { total > 0 ? $0 / total : 0 }
  }

  /// The same reconstruction with each row of H at length 1 (Euclidean) and W scaled to match.
  ///
  /// W then says how long a factor's contribution to a token's activations is, ‖wᵢⱼ·hⱼ‖, so that its values
  /// can be compared between factors and with the length of the activations themselves. A factor whose H is 0
  /// gets W = 0.
  public var normalized: Factors {
    let width = count
    let lengths = (0..<width).map { factor in
      neurons.slice(factor).values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let columns = neurons.shape[1]
    return replacing(
      tokens: tokens.values.enumerated().map { index, value in Float(Double(value) * lengths[index % width])
      },
      neurons: neurons.values.enumerated().map { index, value in
        let length = lengths[index / columns]
        return length > 0 ? Float(Double(value) / length) : 0
      })
  }

  /// The same factors, those with the greatest share first, equals in their old order.
  public var sortedByShare: Factors {
    let shares = self.shares
    return reordered(shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) })
  }

  /// The same factors in another order: factor `i` of the result is factor `order[i]` of these.
  ///
  /// - Precondition: `order` names each factor once.
  public func reordered(_ order: [Int]) -> Factors {
    precondition(order.sorted() == Array(0..<count), "\(order) is no order of \(count) factors")
    let values = tokens.values
    return replacing(
      tokens: values.indices.map { values[$0 / count * count + order[$0 % count]] },
      neurons: order.flatMap { neurons.slice($0).values })
  }

  private func replacing(tokens: [Float], neurons: [Float]) -> Factors {
    Factors(
      tokens: Tensor(shape: self.tokens.shape, values: tokens),
      neurons: Tensor(shape: self.neurons.shape, values: neurons), iterations: iterations,
      converged: converged, violationRatio: violationRatio, error: error, norm: norm, density: density)
  }
}
