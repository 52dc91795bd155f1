import Diagnostics
import Tensors
import Testing

@testable import Factorization

/// What cannot be factorised is refused with the place and the reason.
@Suite struct RefusalTests {
  /// A matrix without a positive value.
  @Test(arguments: [Float(0), -1]) func inactive(_ value: Float) throws {
    let matrix = Tensor(shape: [4, 6], values: Array(repeating: value, count: 24))
    let error = try #require(refusal([matrix], .init(components: 2)))
    #expect(error.code == .badData && error.message.hasPrefix("no neuron is active"))
    #expect(refusal([matrix], .init(components: 2, initialisation: .nndsvd)) == error)
  }

  /// NaN and infinities, wherever they are, with layer, token and neuron.
  @Test(arguments: [Float.nan, .infinity, -.infinity], [(0, 0), (5, 99), (3, 17)])
  func notFinite(_ value: Float, _ place: (row: Int, column: Int)) throws {
    var random = RandomMatrix(seed: 1)
    let first = random.matrix(6, 30)
    var values = random.matrix(6, 100).values
    values[place.row * 100 + place.column] = value
    let blocks = [first, Tensor(shape: [6, 100], values: values)]
    let error = try #require(
      refusal(blocks, .init(components: 2), rows: [0, 3, 5, 1], names: ["layer 4", "layer 11"]))
    #expect(error.code == .badData && error.found == "\(value)")
    #expect(error.location == ["layer 11", "token \(place.row)", "neuron \(place.column)"])
    #expect(refusal(blocks, .init(components: 2))?.location.first == "block 1")
  }

  /// Of several, the one of the first neuron is named.
  @Test func firstOfSeveral() throws {
    var values = [Float](repeating: 1, count: 5 * 200)
    for (row, column) in [(4, 30), (0, 31), (2, 30), (1, 199)] { values[row * 200 + column] = .nan }
    let error = refusal([Tensor(shape: [5, 200], values: values)], .init(components: 2))
    #expect(error?.location == ["block 0", "token 2", "neuron 30"])
  }

  /// Numbers whose squares single precision cannot hold.
  @Test func overflow() throws {
    var random = RandomMatrix(seed: 2)
    let matrix = Tensor(shape: [4, 20], values: random.matrix(4, 20).values.map { $0 * 1e30 })
    let error = try #require(refusal([matrix], .init(components: 2)))
    #expect(error.code == .badData && error.message.contains("too large"))
  }

  /// Options out of range.
  @Test(arguments: [
    NonnegativeFactorization.Options(components: 0), .init(components: -3), .init(components: 5),
    .init(components: 2, maximumIterations: 0), .init(components: 2, maximumIterations: .max),
    .init(components: 2, tolerance: -1), .init(components: 2, tolerance: .nan),
    .init(components: 2, threads: 0), .init(components: 4, initialisation: .nndsvd), .init(components: .max),
  ])
  func options(_ options: NonnegativeFactorization.Options) throws {
    let error = try #require(
      refusal([Tensor(shape: [4, 3], values: Array(repeating: 1, count: 12))], options))
    #expect(error.code == .badParameter && error.expected != nil && error.found != nil)
  }

  /// Blocks that do not fit together, or hold nothing.
  @Test(arguments: [
    [[]], [[0, 5]], [[3, 0]], [[3]], [[2, 3, 4]], [[3, 4], [4, 4]], [],
  ])
  func shapes(_ shapes: [[Int]]) throws {
    let blocks = shapes.map { Tensor(shape: $0, values: Array(repeating: 1, count: $0.reduce(1, *))) }
    #expect(refusal(blocks, .init(components: 1))?.code == .badShape)
  }

  /// Rows and orders that do not exist.
  @Test func choices() throws {
    let block = Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])
    #expect(refusal([block], .init(components: 1), rows: [])?.code == .badShape)
    for rows in [[3], [0, -1]] {
      #expect(refusal([block], .init(components: 1), rows: rows)?.code == .badParameter)
    }
    for order in [[0], [0, 0], [1, 2], [0, 1, 2]] {
      #expect(refusal([block, block], .init(components: 1), order: order)?.code == .badParameter)
    }
  }

  private func refusal(
    _ blocks: [Tensor], _ options: NonnegativeFactorization.Options, rows: [Int]? = nil, order: [Int]? = nil,
    names: [String]? = nil
  ) -> ExplainerError? {
    do {
      _ = try NonnegativeFactorization.factorize(
        blocks: blocks, rows: rows, streamOrder: order, options: options, blockNames: names)
      return nil
    } catch {
      return error as? ExplainerError
    }
  }
}
