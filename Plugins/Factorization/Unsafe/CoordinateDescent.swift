import CFactorization
import Diagnostics
import Tensors

/// A matrix packed for coordinate descent, the factors as they stand, and the threads that work on them.
///
/// Not `Sendable`: it belongs to one call.
final class CoordinateDescent {
  /// Where the iteration stands.
  struct State {
    var iterations: Int
    var converged: Bool
    var violationRatio: Double
  }

  let rows: Int
  let columns: Int
  let components: Int
  /// Σ x, Σ x² and the part of elements above 0, of X = max(activations, 0).
  let sum: Double
  let squares: Double
  let density: Double
  /// The bytes X takes as packed.
  let packedBytes: Int
  private let solver: OpaquePointer

  /// Packs the matrix, which is not needed afterwards.
  init(_ matrix: ActivationMatrix, components: Int, threads: Int) throws {
    rows = matrix.rows.count
    columns = matrix.columns
    self.components = components
    var summary = cf_summary()
    let packed = Self.withBlocks(matrix.blocks[...], []) { blocks in
      cf_solver_create(
        blocks, blocks.count, matrix.rows, matrix.rows.count, components, Int32(threads), &summary)
    }
    guard let packed else {
      throw ExplainerError(
        .outOfMemory, "there is no memory to factorise \(rows) tokens × \(columns) neurons",
        remedy: "Choose fewer layers or a shorter text.")
    }
    solver = packed
    sum = summary.sum
    squares = summary.squares
    density = Double(summary.positive) / (Double(rows) * Double(columns))
    packedBytes = Int(summary.bytes)
    guard summary.bad_column < 0 else {
      throw matrix.invalidValue(row: summary.bad_row, column: summary.bad_column)
    }
    guard summary.positive > 0 else {
      throw ExplainerError(
        .badData,
        "no neuron is active: every activation is zero or negative, so there is nothing to factorise",
        remedy: "Choose other layers or another text.")
    }
  }

  deinit { cf_solver_free(solver) }

  /// Begins anew from the given factors.
  func start(_ factors: InitialFactors) {
    precondition(factors.w.count == rows * components && factors.h.count == components * columns)
    cf_solver_start(solver, factors.w, factors.h)
  }

  /// The state before the first iteration.
  var state: State { State(iterations: 0, converged: false, violationRatio: 1) }

  /// Goes on for about so many milliseconds, or until the end.
  func run(upTo iterations: Int, tolerance: Double, milliseconds: Double) -> State {
    let progress = cf_solver_run(solver, Int32(clamping: iterations), tolerance, milliseconds)
    return State(
      iterations: Int(progress.iterations), converged: progress.converged,
      violationRatio: progress.first_violation == 0 ? 0 : progress.violation / progress.first_violation)
  }

  /// The factors as they stand, measured against X.
  func factors(_ state: State) throws -> Factors {
    let squaredError = cf_solver_squared_error(solver)
    guard squaredError >= 0 else {
      throw ExplainerError(.outOfMemory, "there is no memory to measure the factors' error")
    }
    let (w, h) = current
    return Factors(
      tokens: w, neurons: h, iterations: state.iterations, converged: state.converged,
      violationRatio: state.violationRatio, error: squaredError.squareRoot(), norm: squares.squareRoot(),
      density: density)
  }

  /// W and H as they stand.
  var current: (w: Tensor, h: Tensor) {
    var w = [Float](repeating: 0, count: rows * components)
    var h = [Float](repeating: 0, count: components * columns)
    cf_solver_factors(solver, &w, &h)
    return (Tensor(shape: [rows, components], values: w), Tensor(shape: [components, columns], values: h))
  }

  /// With Q `[rows, components]`: X·Xᵀ·Q, and Qᵀ·X·Xᵀ·Q; H becomes Qᵀ·X.
  func multiply(_ q: [Float]) -> (product: [Double], projected: [Double]) {
    precondition(q.count == rows * components)
    var product = [Double](repeating: 0, count: rows * components)
    var projected = [Double](repeating: 0, count: components * components)
    cf_solver_multiply(solver, q, &product, &projected)
    return (product, projected)
  }

  private static func withBlocks<Result>(
    _ tensors: ArraySlice<Tensor>, _ blocks: [cf_block], _ body: ([cf_block]) -> Result
  ) -> Result {
    guard let tensor = tensors.first else { return body(blocks) }
    return tensor.withUnsafeElements { elements in
      let block = cf_block(base: elements.baseAddress, columns: tensor.shape[1], stride: tensor.shape[1])
      return withBlocks(tensors.dropFirst(), blocks + [block], body)
    }
  }
}
