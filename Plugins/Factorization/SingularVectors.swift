import Tensors

/// The leading singular triplets of a matrix X of activations, by block power iteration on X·Xᵀ with
/// Rayleigh–Ritz steps.
///
/// X is only read by the same passes that the factorisation makes, so nothing of tokens × tokens or of
/// X's own size is added. Products are in single precision, everything of tokens × components in double.
struct SingularVectors {
  /// Left vectors `[T, k]`, singular values, right vectors `[k, ΣF]`; each pair up to a common sign.
  private(set) var left: [Double]
  private(set) var values: [Double]
  private(set) var right: [Float]
  private let rows: Int
  private let columns: Int

  /// Vectors computed beyond those asked for: they let the others converge faster.
  private static let spare = 10
  private static let maximumSteps = 100
  /// A vector is found when ‖X·Xᵀ·u − σ²·u‖ is at most so many times σ₁²; single precision reaches no
  /// further.
  private static let tolerance = 1e-6

  /// Finds `options.components` triplets; `progress` may throw to end the work.
  init(
    of matrix: ActivationMatrix, options: NonnegativeFactorization.Options,
    progress: (NonnegativeFactorization.Progress) throws -> Void
  ) throws {
    rows = matrix.rows.count
    columns = matrix.columns
    let wanted = options.components, width = min(wanted + Self.spare, rows)
    let solver = try CoordinateDescent(matrix, components: width, threads: options.threads)
    var stream = NormalStream(seed: 0)
    var basis = Basis(rows: rows, width: width) { stream.next() }
    var eigenvalues: [Double] = []
    for step in 0..<Self.maximumSteps {
      let (product, projected) = solver.multiply(basis.values.map(Float.init))
      let ritz = SymmetricEigenvectors(of: projected, order: width)
      eigenvalues = ritz.values
      let images = Basis(rows: rows, width: width, values: product).multiplied(by: ritz.vectors)
      basis = basis.multiplied(by: ritz.vectors)
      try progress(.init(iterations: 0, violationRatio: 1))
      let residual = (0..<wanted).map { images.distance(of: $0, from: basis, scaled: eigenvalues[$0]) }.max()
      if step > 0, width == rows || (residual ?? 0) <= Self.tolerance * eigenvalues[0] { break }
      basis = images
      basis.orthonormalise { stream.next() }
    }
    _ = solver.multiply(basis.values.map(Float.init))
    values = eigenvalues.prefix(wanted).map { max(0, $0).squareRoot() }
    left = basis.columns(wanted)
    right = Array(solver.current.h.values.prefix(wanted * columns))
    for factor in 0..<wanted {
      let value = values[factor] > 1e-6 * values[0] ? Float(values[factor]) : .infinity
      for column in 0..<columns { right[factor * columns + column] /= value }
    }
  }
}
