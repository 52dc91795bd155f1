import Diagnostics
public import Tensors

/// Non-negative matrix factorisation of activations: X ≈ W·H with W, H ≥ 0, X tokens × neurons.
///
/// Minimises ½‖X − W·H‖² (Frobenius) by alternating cyclic coordinate descent in single precision, without
/// regularisation; X is max(activations, 0). The iteration, its initial values and its stopping rule are
/// those of scikit-learn's `NMF(solver="cd")`, so the same input gives the same factors to rounding: within
/// 1e-4 relative to their norm on all matrices tried, about as far as scikit-learn in single precision is
/// from itself in double. The last round may come one earlier or later, as it adds up the violation in single
/// precision and this in double.
///
/// - Note: Cichocki & Phan 2009, "Fast local algorithms for large scale nonnegative matrix and tensor
///   factorizations".
public enum NonnegativeFactorization {
  /// Factorises the matrix whose columns are the blocks' side by side.
  ///
  /// Beside the blocks it takes at most as much memory as the rows that take part: columns with few active
  /// tokens are kept as lists. Results do not depend on the number of threads, but do in the last digits on
  /// how the columns are ordered.
  ///
  /// - Parameters:
  ///   - blocks: `[T, F]` each, one per layer, of any widths; negative values count as 0.
  ///   - rows: the rows that take part, in order (say, without special tokens); nil for all.
  ///   - streamOrder: the order in which the blocks receive the random numbers of their initial values; nil
  ///     for their own. (Sorting layers as text, 0, 1, 10, 11, 2 …, gives numbers equal to a program that does.)
  ///   - blockNames: what messages call the blocks, such as "layer 3"; nil for their numbers from 0.
  ///   - progress: called about every 50 ms and at the end, on the caller's thread; what it throws ends the
  ///     work.
  /// - Throws: `badData` for NaN or ∞ (with their place), for a matrix without a positive value and for
  ///   numbers whose squares overflow; `badParameter`, `badShape` for what does not fit together;
  ///   `outOfMemory`.
  /// - Complexity: an iteration is O(rows · columns · components), but for columns with few positive elements
  ///   O(those · components).
  public static func factorize(
    blocks: [Tensor], rows: [Int]? = nil, streamOrder: [Int]? = nil, options: Options,
    blockNames: [String]? = nil, progress: (Progress) throws -> Void = { _ in }
  ) throws -> Factors {
    let matrix = try ActivationMatrix(
      blocks: blocks, rows: rows, streamOrder: streamOrder, blockNames: blockNames)
    try options.check(rows: matrix.rows.count, columns: matrix.columns)

    var singular: InitialFactors?
    if case .nndsvd = options.initialisation {
      singular = try SingularVectors(of: matrix, options: options, progress: progress).initialFactors
    }
    let solver = try CoordinateDescent(matrix, components: options.components, threads: options.threads)
    let initial = singular ?? .random(matrix, sum: solver.sum, options: options)
    solver.start(initial)

    var state = solver.state
    while !state.converged, state.iterations < options.maximumIterations {
      state = solver.run(
        upTo: options.maximumIterations, tolerance: options.tolerance, milliseconds: progressInterval)
      guard state.violationRatio.isFinite else {
        throw ExplainerError(
          .badData, "the activations are too large: their squares overflow single precision",
          found: "a norm of \(solver.squares.squareRoot())")
      }
      try progress(Progress(iterations: state.iterations, violationRatio: state.violationRatio))
    }
    return try solver.factors(state)
  }

  private static let progressInterval = 50.0
}
