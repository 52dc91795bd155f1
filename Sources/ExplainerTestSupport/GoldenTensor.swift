public import Tensors

/// A tensor the reference implementation computed, and how near ours must come.
public struct GoldenTensor: Sendable {
  /// What it is, for messages.
  public let name: String
  /// The reference's numbers.
  public let tensor: Tensor
  /// The largest absolute difference allowed.
  public let tolerance: Double

  /// A golden tensor held to the rule of all parity tests.
  ///
  /// Allowed are 4 times the largest difference between the reference in single and in double precision, but
  /// not less than 2e-5 of the tensor's own standard deviation; where that noise was not recorded, 1e-4 of
  /// the standard deviation. A tensor without spread must agree to 1e-6.
  public init(name: String, tensor: Tensor, noise: Double?) {
    self.name = name
    self.tensor = tensor
    let spread = tensor.spread
    tolerance = max(noise.map { max(4 * $0, 2e-5 * spread) } ?? (1e-4 * spread), spread == 0 ? 1e-6 : 0)
  }

  /// Nil where `found` is near enough, else a sentence that says how far it is off.
  public func mismatch(_ found: Tensor?) -> String? {
    guard let found else { return "\(name) was not captured" }
    guard found.shape == tensor.shape else { return "\(name) is \(found.shape), expected \(tensor.shape)" }
    let difference = found.largestDifference(from: tensor)
    return difference <= tolerance ? nil : "\(name) is off by \(difference), allowed \(tolerance)"
  }

  /// How many entries of row `row` are so near to entry `id` that within the tolerance they may come before
  /// or after it: the most by which the rank of `id` may differ.
  public func nearTies(row: Int, id: Int) -> Int {
    let values = tensor.slice(row).values
    return values.indices.count { $0 != id && abs(Double(values[$0]) - Double(values[id])) <= 2 * tolerance }
  }
}
