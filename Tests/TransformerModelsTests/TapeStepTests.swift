import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Backward rules of operations on the tape, each alone: Σ g · J d by the step against a difference of the operation.
@Suite struct TapeStepTests {
  /// What an operation makes of two flows, the second of which it need not read.
  struct Operation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether the difference is exact, as the operation is linear in each.
    var isLinear = true
    let apply: @Sendable (Flow, Flow, inout Pass) -> Flow

    var testDescription: String { name }
  }

  private static let columns = 12
  private static let weight = WeightMatrix(.normal([5, columns], seed: 8), layout: .outputInput)
  private static let vector = Tensor.normal([columns], seed: 9)

  private static func part(_ head: Int) -> Tensor { vector.rows(head * 4..<(head + 1) * 4) }

  private static func normed(_ x: Flow, _ norm: HeadNorm, _ pass: inout Pass) -> Flow {
    var heads = x.heads(3)
    pass.norm(norm, &heads)
    return Flow(heads.rows.dense, node: heads.node)
  }

  /// Some columns, kept small.
  private static func part(of x: Flow, _ columns: Range<Int>, _ pass: inout Pass) -> Flow {
    let heads = pass.heads(columns.count, of: x, columns: columns)
    var part = Flow(heads.rows.dense, node: heads.node)
    pass.activate(.sigmoid, &part)
    return part
  }

  static let operations: [Operation] = [
    Operation(name: "linear") { x, _, pass in pass.linear(Linear(weight), x) },
    Operation(name: "layer norm", isLinear: false) { x, _, pass in
      pass.norm(.layer(LayerNorm(weight: vector, bias: vector, epsilon: 1e-5)), x)
    },
    Operation(name: "root mean square norm", isLinear: false) { x, _, pass in
      pass.norm(.rootMeanSquare(RMSNorm(weight: vector, epsilon: 1e-5, offset: 1)), x)
    },
    Operation(name: "activation", isLinear: false) { x, _, pass in
      var x = x
      pass.activate(.silu, &x)
      return x
    },
    Operation(name: "sum") { x, y, pass in
      var sum = x
      pass.add(y, to: &sum)
      return sum
    },
    Operation(name: "a value added to itself") { x, _, pass in
      var sum = x
      pass.add(x, to: &sum)
      return sum
    },
    Operation(name: "product") { x, y, pass in
      var product = x
      pass.multiply(&product, by: y)
      return product
    },
    Operation(name: "square", isLinear: false) { x, _, pass in
      var product = x
      pass.multiply(&product, by: x)
      return product
    },
    Operation(name: "scale") { x, _, pass in
      var x = x
      pass.scale(&x, by: -1.5)
      return x
    },
    Operation(name: "rows, some twice") { x, _, pass in pass.rows([4, 1, 1], of: x) },
    Operation(name: "rows that follow each other") { x, _, pass in pass.rows([2, 3], of: x) },
    Operation(name: "means of rows") { x, _, pass in pass.means([1..<2, 0..<3, 2..<5], of: x) },
    Operation(name: "rows beside each other") { x, _, pass in pass.neighbours(3, of: x) },
    Operation(name: "a convolution over the rows of each text") { x, _, pass in
      pass.convolve(CausalConvolution(taps: .normal([3, columns], seed: 10), bias: vector), x, inLayer: 0)
    },
    Operation(name: "what states decay by", isLinear: false) { x, _, pass in
      var x = x
      pass.decay(
        &x,
        by: StateDecay(
          rates: Tensor(shape: [columns], values: (1...columns).map { Float($0) / 9 }), shifts: vector))
      return x
    },
    Operation(name: "states of heads", isLinear: false) { x, y, pass in
      // Two heads of keys of width 3, four of values of width 3.
      let said = StateRows(
        queries: pass.heads(2, of: x, columns: 0..<6), keys: pass.heads(2, of: y, columns: 0..<6),
        values: y.heads(4), decays: part(of: x, 6..<10, &pass), strengths: part(of: y, 8..<12, &pass))
      return pass.remember(
        said, DeltaRule(heads: 4, keyHeads: 2, keySize: 3, valueSize: 3), inLayer: 0, at: .none)
    },
    Operation(name: "columns and a turn by position") { x, _, pass in
      var heads = pass.heads(2, of: x, columns: 4..<12)
      pass.rotate(&heads, .fixed(Rotary(frequencies: [0.9, 0.1])))
      return Flow(heads.rows.dense, node: heads.node)
    },
    Operation(name: "a norm of all heads", isLinear: false) { x, _, pass in
      normed(x, .flat(.layer(LayerNorm(weight: vector, bias: vector, epsilon: 1e-5))), &pass)
    },
    Operation(name: "a norm that heads share", isLinear: false) { x, _, pass in
      normed(x, .shared(.rootMeanSquare(RMSNorm(weight: part(0), epsilon: 1e-5))), &pass)
    },
    Operation(name: "norms of heads", isLinear: false) { x, _, pass in
      normed(x, .each((0..<3).map { .layer(LayerNorm(weight: part($0), epsilon: 1e-5)) }), &pass)
    },
    Operation(name: "a cap", isLinear: false) { x, _, pass in
      var x = x
      pass.softcap(&x, 2)
      return x
    },
    Operation(name: "cut off, far from the ends") { x, _, pass in
      var x = x
      pass.clamp(&x, to: -100...100)
      pass.shift(&x, by: 1)
      return x
    },
    Operation(name: "experts chosen, counting as among all", isLinear: false) { x, _, pass in
      let choice = ExpertChoice(count: 3, isRenormed: false)
      return pass.choose(choice, choice.ranked(x.tensor), of: x)
    },
    Operation(name: "experts chosen, counting 1 together", isLinear: false) { x, _, pass in
      let choice = ExpertChoice(count: 3, isRenormed: true)
      return pass.choose(choice, choice.ranked(x.tensor), of: x)
    },
    Operation(name: "experts of the best groups, each by itself", isLinear: false) { x, _, pass in
      var choice = ExpertChoice(count: 3, isRenormed: false, sharing: .sigmoid(epsilon: 0))
      choice.groups = ExpertChoice.Groups(count: 4, chosen: 2, counted: 2)
      return pass.choose(choice, choice.ranked(x.tensor, bias: vector), of: x)
    },
    Operation(name: "experts chosen, each by itself, counting 1 together", isLinear: false) { x, _, pass in
      let choice = ExpertChoice(count: 3, isRenormed: true, sharing: .sigmoid(epsilon: 0.1))
      return pass.choose(choice, choice.ranked(x.tensor), of: x)
    },
    Operation(name: "columns that all heads share") { x, y, pass in
      let heads = pass.append(y, toHeads: 3, of: x)
      return Flow(heads.rows.dense, node: heads.node)
    },
    Operation(name: "rows times numbers, added to some", isLinear: false) { x, y, pass in
      var sum = x
      let rows = [3, 1]
      pass.add(pass.rows(rows, of: y), times: x, column: 4, toRows: rows, of: &sum)
      return sum
    },
    Operation(name: "turns that depend on the length") { x, _, pass in
      var heads = x.heads(3)
      pass.rotate(
        &heads,
        .byLength(
          RotaryPlan.Rule(differs: { $0 != $1 }, rotary: { Rotary(frequencies: [0.9 / Float($0), 0.1]) })))
      return Flow(heads.rows.dense, node: heads.node)
    },
    Operation(name: "what is used twice", isLinear: false) { x, y, pass in
      var (first, second) = (x, x)
      pass.multiply(&first, by: y)
      pass.activate(.tanh, &second)
      pass.add(first, to: &second)
      pass.add(x, to: &second)
      return second
    },
  ]

  @Test(arguments: operations) func steps(_ operation: Operation) throws {
    let rules = try RuleModel("gpt2")
    let (x, y) = (Tensor.normal([5, Self.columns], seed: 1), Tensor.normal([5, Self.columns], seed: 2))
    var plan = PassPlan(over: [rules.text(2), rules.text(3)])
    plan.gradients = [SiteID(index: 0)]
    func made(_ x: Tensor, _ y: Tensor) -> Tensor {
      var pass = Pass(PassPlan(over: plan.inputs), in: rules.catalog)
      pass.enter(nil)
      return operation.apply(Flow(x), Flow(y), &pass).tensor
    }
    var pass = Pass(plan, in: rules.catalog)
    pass.enter(nil)
    let leaves = (0..<2).map { _ in pass.tape?.push(LeafStep()) }
    let out = operation.apply(Flow(x, node: leaves[0]), Flow(y, node: leaves[1]), &pass)
    #expect(out.tensor == made(x, y))
    let g = Tensor.normal(out.tensor.shape, seed: 3)
    let recorded = pass.tape
    var tape = try #require(recorded)
    let width = out.tensor.shape[1]
    tape.seed(
      Tape.Seed(
        node: try #require(out.node), shape: out.tensor.shape,
        elements: g.values.indices.map { ($0 / width, $0 % width, g[flat: $0]) }))
    for (index, leaf) in leaves.enumerated() {
      tape.mark(
        Tape.Mark(
          site: SiteID(index: index), node: try #require(leaf), heads: nil,
          layout: RowLayout(lengths: [2, 3])))
    }
    let gradients = tape.gradients(texts: 2)
    for index in 0..<2 {
      let direction = Tensor.normal(x.shape, seed: 5 + UInt64(index))
      let found = try (gradients[SiteID(index: index)] ?? []).map { try #require($0) }
      let gradient = found.isEmpty ? Tensor(shape: x.shape, filling: { _ in }) : Tensor.joiningRows(found)
      #expect(gradient.shape == x.shape)
      // Powers of 2, so that a step is the same both ways.
      let step: Float = operation.isLinear ? 1 : 1 / 64
      func moved(_ sign: Float) -> Tensor {
        var term = index == 0 ? x : y
        term.add(direction, times: sign * step)
        return index == 0 ? made(term, y) : made(x, term)
      }
      let slope = (g.dot(moved(1)) - g.dot(moved(-1))) / (2 * Double(step))
      #expect(
        abs(slope - gradient.dot(direction)) <= (operation.isLinear ? 1e-4 : 2e-3) * max(1, gradient.length))
    }
  }
}
