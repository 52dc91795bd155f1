import Diagnostics
import Tensors
import Testing

@testable import Factorization

/// What holds for any matrix.
@Suite struct NonnegativeFactorizationTests {
  /// The packed kernels do what the iteration says, for every way a column may be kept, every grouping of
  /// components and shapes that fill no tile.
  @Test(arguments: [
    (1, 1, 1), (3, 5, 2), (13, 40, 3), (17, 129, 4), (31, 70, 5), (20, 33, 6), (21, 50, 7), (40, 300, 8),
    (18, 64, 9), (30, 45, 11), (19, 20, 13), (36, 41, 17), (33, 24, 26),
  ])
  func reference(rows: Int, columns: Int, components: Int) throws {
    let matrix = Self.mixture(rows, columns)
    let options = NonnegativeFactorization.Options(
      components: components, maximumIterations: 12, tolerance: 0)
    let activations = try ActivationMatrix(blocks: [matrix])
    let solver = try CoordinateDescent(activations, components: components, threads: 1)
    let initial = InitialFactors.random(activations, sum: solver.sum, options: options)
    var reference = ReferenceFactorization(matrix, initial, components: components)
    solver.start(initial)
    var first = 0.0
    for round in 1...12 {
      let violation = reference.iterate()
      if round == 1 { first = violation }
      let state = solver.run(upTo: round, tolerance: 0, milliseconds: 0)
      #expect(state.iterations == round)
      // A bound reached but for rounding counts otherwise than one reached exactly: that moves the sum.
      #expect(abs(state.violationRatio - violation / first) <= 1e-3 * violation / first + 1e-5)
      if state.converged { break }
    }
    let (w, h) = solver.current
    #expect(w.relativeDistance(to: Tensor(shape: w.shape, values: reference.w.map(Float.init))) < 1e-4)
    #expect(h.relativeDistance(to: Tensor(shape: h.shape, values: reference.h.map(Float.init))) < 1e-4)
  }

  /// The error never grows from one round to the next, and no factor is ever negative.
  @Test(arguments: [NonnegativeFactorization.Initialisation.random(seed: 7), .nndsvd])
  func descent(_ initialisation: NonnegativeFactorization.Initialisation) throws {
    let matrix = Self.mixture(25, 80)
    var last = Double.infinity
    for rounds in [1, 2, 3, 5, 8, 13, 21, 34] {
      let factors = try NonnegativeFactorization.factorize(
        blocks: [matrix],
        options: .init(components: 4, initialisation: initialisation, maximumIterations: rounds, tolerance: 0)
      )
      #expect(factors.iterations == rounds && !factors.converged)
      #expect(factors.error <= last * (1 + 1e-6))
      #expect(factors.tokens.values.allSatisfy { $0 >= 0 } && factors.neurons.values.allSatisfy { $0 >= 0 })
      last = factors.error
    }
    #expect(last > 0 && last < 3 * Self.floor(25, 80))
  }

  /// A matrix that has non-negative factors of that rank is reproduced.
  @Test func recovery() throws {
    var random = RandomMatrix(seed: 5)
    let w = random.matrix(30, 3), h = random.matrix(3, 50)
    let matrix = w.multiplied(by: h)
    let factors = try NonnegativeFactorization.factorize(
      blocks: [matrix], options: .init(components: 3, maximumIterations: 3000, tolerance: 1e-7))
    #expect(factors.relativeError < 1e-3)
  }

  /// Any number of threads gives the same bits.
  @Test func threads() throws {
    let matrix = Self.mixture(40, 4096)
    func factors(_ threads: Int) throws -> Factors {
      try NonnegativeFactorization.factorize(
        blocks: [matrix], options: .init(components: 8, maximumIterations: 3, threads: threads))
    }
    let single = try factors(1)
    for threads in [2, 3, 5] {
      let several = try factors(threads)
      #expect(several.tokens == single.tokens && several.neurons == single.neurons)
      #expect(several.error == single.error && several.violationRatio == single.violationRatio)
    }
  }

  /// Blocks side by side are one matrix.
  @Test func blocks() throws {
    let matrix = Self.mixture(22, 90)
    let options = NonnegativeFactorization.Options(components: 5, maximumIterations: 40)
    let whole = try NonnegativeFactorization.factorize(blocks: [matrix], options: options)
    let parts = try NonnegativeFactorization.factorize(
      blocks: matrix.split([7, 40, 1, 42]), options: options)
    #expect(parts.tokens == whole.tokens && parts.neurons == whole.neurons)
  }

  /// In another stream order the blocks' random numbers move, and H comes back in the blocks' own order.
  @Test func streamOrder() throws {
    let blocks = Self.mixture(22, 90).split([30, 20, 40])
    let options = NonnegativeFactorization.Options(components: 3)
    let ordered = try NonnegativeFactorization.factorize(
      blocks: blocks, streamOrder: [2, 0, 1], options: options)
    let moved = try NonnegativeFactorization.factorize(
      blocks: [blocks[2], blocks[0], blocks[1]], options: options)
    #expect(ordered.tokens.relativeDistance(to: moved.tokens) < 1e-4)
    let back = Tensor(
      shape: [3, 90],
      values: (0..<3).flatMap { factor in
        let row = moved.neurons.slice(factor).values
        return row[40...] + row[..<40]
      })
    #expect(ordered.neurons.relativeDistance(to: back) < 1e-4)
    #expect(ordered.iterations == moved.iterations)
  }

  /// Only the chosen rows take part, in the order given; those that do not may hold anything.
  @Test func rows() throws {
    let matrix = Self.mixture(20, 60)
    let chosen = [3, 4, 9, 17, 12]
    var values = matrix.values
    for column in 0..<60 { values[column] = .nan }
    let options = NonnegativeFactorization.Options(components: 2, maximumIterations: 30)
    let some = try NonnegativeFactorization.factorize(
      blocks: [Tensor(shape: [20, 60], values: values)], rows: chosen, options: options)
    let same = try NonnegativeFactorization.factorize(
      blocks: [matrix.gatheringRows(chosen)], options: options)
    #expect(some.tokens.shape == [5, 2])
    #expect(some.tokens == same.tokens && some.neurons == same.neurons && some.norm == same.norm)
  }

  /// Negative values count as 0.
  @Test func negativeValues() throws {
    let matrix = Self.mixture(15, 30)
    let clamped = Tensor(shape: matrix.shape, values: matrix.values.map { max(0, $0) })
    #expect(matrix.values.contains { $0 < 0 })
    let options = NonnegativeFactorization.Options(components: 3, maximumIterations: 20)
    let first = try NonnegativeFactorization.factorize(blocks: [matrix], options: options)
    let second = try NonnegativeFactorization.factorize(blocks: [clamped], options: options)
    #expect(first.tokens == second.tokens && first.neurons == second.neurons)
    #expect(first.density == second.density && first.norm == second.norm)
  }

  /// Rows and columns without an active value get factors of 0.
  @Test func emptyRowsAndColumns() throws {
    let fixture = try FactorFixture("holes")
    let factors = try NonnegativeFactorization.factorize(
      blocks: [fixture.matrix], options: .init(components: 4))
    for row in [0, 7, 19] { #expect(factors.tokens.slice(row).values.allSatisfy { $0 == 0 }) }
    for column in [0, 1, 13, 49] {
      for factor in 0..<4 { #expect(factors.neurons[factor, column] == 0) }
    }
  }

  /// What `progress` throws ends the work and reaches the caller; before that it hears of rounds done.
  @Test func cancellation() throws {
    var heard: [Int] = []
    #expect(throws: ExplainerError(.cancelled, "stop")) {
      try NonnegativeFactorization.factorize(
        blocks: [Self.mixture(40, 400)],
        options: .init(components: 6, maximumIterations: 1_000_000, tolerance: 0)
      ) { progress in
        heard.append(progress.iterations)
        if heard.count == 3 { throw ExplainerError(.cancelled, "stop") }
      }
    }
    #expect(heard.count == 3 && heard[0] > 0 && heard == heard.sorted())
  }

  /// The last report of progress is that of the result.
  @Test func progress() throws {
    var last: NonnegativeFactorization.Progress?
    let factors = try NonnegativeFactorization.factorize(
      blocks: [Self.mixture(12, 30)], options: .init(components: 2)
    ) { last = $0 }
    #expect(last?.iterations == factors.iterations && last?.violationRatio == factors.violationRatio)
    #expect(factors.converged && factors.violationRatio <= 1e-4)
  }

  /// Values from −1 to 1 with columns of every density: none positive, few, half, all.
  static func mixture(_ rows: Int, _ columns: Int) -> Tensor {
    var random = RandomMatrix(seed: UInt32(rows * 1000 + columns))
    return random.mixture(rows, columns)
  }

  /// ‖max(X, 0)‖ / 3 of a mixture: what some factors must come below.
  private static func floor(_ rows: Int, _ columns: Int) -> Double {
    mixture(rows, columns).values.reduce(0) { $0 + Double(max(0, $1) * max(0, $1)) }.squareRoot() / 3
  }
}
