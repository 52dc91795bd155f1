import Glibc
import Tensors

/// Which experts a token is sent to, and how much each counts.
struct ExpertChoice: Sendable {
  /// How scores become shares.
  enum Sharing: Sendable {
    /// The softmax of all scores.
    case softmax
    /// σ of each; where those chosen are to count 1 together, `epsilon` is added to their sum.
    case sigmoid(epsilon: Float)
  }

  /// Neighbouring experts, of which only those in the best groups may be chosen.
  struct Groups: Sendable {
    /// How many there are.
    let count: Int
    /// How many of them are open to a token.
    let chosen: Int
    /// Of how many of its best experts the ranks are added up to that of a group.
    let counted: Int
  }

  /// k: how many are chosen.
  let count: Int
  /// Whether those chosen count 1 together, as if there were no others; else as much as among all.
  let isRenormed: Bool
  var sharing = Sharing.softmax
  /// Nil where every expert may be chosen.
  var groups: Groups?

  /// The experts of each row, the one with the highest rank first; of equals the first: `[R, E]` → R lists of k.
  ///
  /// - Parameter bias: what is added to shares for the choice alone, `[E]`; nil for nothing.
  func ranked(_ scores: Tensor, bias: Tensor? = nil) -> [[Int]] {
    let bias = bias?.values
    return (0..<scores.shape[0]).map { row in
      var values = scores.slice(row).values
      // (A softmax keeps the order of scores.)
      if case .sigmoid = sharing { values = values.map(Self.sigmoid) }
      if let bias { values = zip(values, bias).map(+) }
      return Self.order(values, open(values)).prefix(count).map(\.self)
    }
  }

  /// Those of the experts with these numbers first that are greater; of equals the first.
  private static func order(_ values: [Float], _ experts: [Int]) -> [Int] {
    experts.sorted { (values[$1], $0) < (values[$0], $1) }
  }

  /// The experts that may be chosen.
  private func open(_ values: [Float]) -> [Int] {
    guard let groups else { return Array(values.indices) }
    let size = values.count / groups.count
    let members = (0..<groups.count).map { Array($0 * size..<($0 + 1) * size) }
    let ranks = members.map { experts in
      Self.order(values, experts).prefix(groups.counted).reduce(Float(0)) { $0 + values[$1] }
    }
    return Self.order(ranks, Array(ranks.indices)).prefix(groups.chosen).sorted().flatMap { members[$0] }
  }

  /// How much each expert counts, `[R, E]`: its share of the scores, of those chosen alone or of all.
  func weights(_ scores: Tensor, _ ranked: [[Int]]) -> Tensor {
    let experts = scores.shape[1]
    if case .sigmoid(let epsilon) = sharing {
      return Tensor(shape: scores.shape) { weights in
        for (row, chosen) in ranked.enumerated() {
          let shares = chosen.map { Self.sigmoid(scores[row, $0]) }
          let sum = isRenormed ? shares.reduce(0, +) + epsilon : 1
          for (expert, share) in zip(chosen, shares) { weights[row * experts + expert] = share / sum }
        }
      }
    }
    let all = isRenormed ? nil : scores.softmaxed
    return Tensor(shape: scores.shape) { weights in
      for (row, chosen) in ranked.enumerated() {
        let own = scores.slice(row)
        let top = chosen.map { own[flat: $0] }.max() ?? 0
        let sum = chosen.reduce(Float(0)) { $0 + expf(own[flat: $1] - top) }
        for expert in chosen {
          weights[row * experts + expert] =
            all.map { $0[row, expert] } ?? expf(own[flat: expert] - top) / sum
        }
      }
    }
  }

  /// The gradient with respect to the scores; the choice itself is a constant.
  func backward(_ gradient: Tensor, weights: Tensor, scores: Tensor, _ ranked: [[Int]]) -> Tensor {
    if case .sigmoid(let epsilon) = sharing { return throughSigmoid(gradient, epsilon, scores, ranked) }
    var chosen = Tensor(shape: weights.shape, values: gradient.values)
    chosen.keep(ranked)
    return Tensor.softmaxBackward(chosen, softmax: isRenormed ? weights : scores.softmaxed)
  }

  private func throughSigmoid(
    _ gradient: Tensor, _ epsilon: Float, _ scores: Tensor, _ ranked: [[Int]]
  ) -> Tensor {
    let experts = scores.shape[1]
    return Tensor(shape: scores.shape) { result in
      for (row, chosen) in ranked.enumerated() {
        let shares = chosen.map { Self.sigmoid(scores[row, $0]) }
        let sum = isRenormed ? shares.reduce(0, +) + epsilon : 1
        // What every share takes from the others by adding to their sum.
        let taken =
          isRenormed ? zip(chosen, shares).reduce(Float(0)) { $0 + gradient[row, $1.0] * $1.1 } / sum : 0
        for (expert, share) in zip(chosen, shares) {
          result[row * experts + expert] = (gradient[row, expert] - taken) / sum * share * (1 - share)
        }
      }
    }
  }

  private static func sigmoid(_ score: Float) -> Float { 1 / (1 + expf(-score)) }
}

extension Tensor {
  /// Makes 0 of everything but the columns listed for each row.
  fileprivate mutating func keep(_ columns: [[Int]]) {
    let (old, width) = (self, shape[1])
    self = Tensor(shape: shape) { numbers in
      for (row, kept) in columns.enumerated() {
        for column in kept { numbers[row * width + column] = old[row, column] }
      }
    }
  }
}
