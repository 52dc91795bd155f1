import Testing

@testable import Tensors

/// The gated delta rule against its definition in double precision.
@Suite struct DeltaRuleTests {
  /// Numbers of a rule and a text.
  struct Case: Sendable, CustomTestStringConvertible {
    let rows: Int
    let rule: DeltaRule

    init(_ rows: Int, heads: Int = 1, keyHeads: Int = 1, _ keySize: Int, _ valueSize: Int) {
      self.rows = rows
      rule = DeltaRule(heads: heads, keyHeads: keyHeads, keySize: keySize, valueSize: valueSize)
    }

    var testDescription: String {
      "\(rows) rows, \(rule.heads) of \(rule.keyHeads) heads, \(rule.keySize) × \(rule.valueSize)"
    }

    /// What each row says, side by side: queries, keys, values, decays, strengths.
    var widths: [Int] {
      [
        rule.keyHeads * rule.keySize, rule.keyHeads * rule.keySize, rule.heads * rule.valueSize, rule.heads,
        rule.heads,
      ]
    }

    /// Numbers like those of models: keys of length 1, decays and strengths between 0 and 1.
    var everything: Tensor {
      var random = RandomNumbers()
      let all = random.tensor([rows, widths.reduce(0, +)])
      let gates = widths.prefix(3).reduce(0, +)
      let size = Float(rule.keySize).squareRoot()
      return Tensor(
        shape: all.shape,
        values: all.values.enumerated().map { index, value in
          let column = index % all.shape[1]
          return column >= gates ? 0.5 + 0.4 * value : column < gates - widths[2] ? value / size : value
        })
    }
  }

  static let cases = [
    Case(0, 3, 2), Case(1, 1, 1), Case(5, heads: 4, keyHeads: 2, 3, 5), Case(10, heads: 3, keyHeads: 3, 8, 4),
    Case(17, heads: 2, 3, 4),
  ]

  private func parts(_ all: Tensor, _ widths: [Int]) -> [Tensor] {
    var first = 0
    return widths.map { width in
      defer { first += width }
      return all.columns(first..<first + width).dense
    }
  }

  private func rows(_ all: Tensor, _ example: Case) -> DeltaRule.Rows {
    let parts = parts(all, example.widths)
    return DeltaRule.Rows(
      queries: parts[0].matrix, keys: parts[1].matrix, values: parts[2].matrix, decays: parts[3],
      strengths: parts[4])
  }

  /// What the definition reads, and the state of the last head it leaves.
  private func definition(_ all: ReferenceMatrix, _ example: Case) -> (
    read: ReferenceMatrix, state: ReferenceMatrix
  ) {
    let (rule, widths) = (example.rule, example.widths)
    var first = 0
    let parts = widths.map { width in
      defer { first += width }
      return all.columns(first..<first + width)
    }
    var read = ReferenceMatrix(rows: all.rows, columns: widths[2])
    var state = ReferenceMatrix(rows: rule.keySize, columns: rule.valueSize)
    for head in 0..<rule.heads {
      state = ReferenceMatrix(rows: rule.keySize, columns: rule.valueSize)
      let place = head * rule.keyHeads / rule.heads * rule.keySize
      for t in 0..<all.rows {
        for index in state.values.indices { state.values[index] *= parts[3][t, head] }
        for j in 0..<rule.valueSize {
          let known = (0..<rule.keySize).reduce(0) { $0 + state[$1, j] * parts[1][t, place + $1] }
          let change = parts[4][t, head] * (parts[2][t, head * rule.valueSize + j] - known)
          for i in 0..<rule.keySize { state[i, j] += parts[1][t, place + i] * change }
          read[t, head * rule.valueSize + j] = (0..<rule.keySize).reduce(0) {
            $0 + state[$1, j] * parts[0][t, place + $1]
          }
        }
      }
    }
    return (read, state)
  }

  /// What is read and the state that is left are within 2e-6 of the definition.
  @Test(arguments: cases) func nearDefinition(_ example: Case) {
    let all = example.everything
    let found = example.rule(rows(all, example))
    let expected = definition(ReferenceMatrix(all), example)
    #expect(found.read.difference(to: expected.read.tensor) < 2e-6)
    #expect(found.states.slice(example.rule.heads - 1).difference(to: expected.state.tensor) < 2e-6)
  }

  /// Gradients are within 5e-6 of central differences of the definition, of everything that rows say, wherever the stretches
  /// of the way back end.
  @Test(arguments: cases) func backward(_ example: Case) {
    let all = example.everything
    var random = RandomNumbers()
    let dRead = random.tensor([example.rows, example.widths[2]])
    let expected = ReferenceKernels.gradient(at: ReferenceMatrix(all), weights: ReferenceMatrix(dRead)) {
      definition($0, example).read
    }
    let found = example.rule.backward(dRead, of: rows(all, example))
    let expectedParts = parts(expected.tensor, example.widths)
    for (index, part) in [found.queries, found.keys, found.values, found.decays, found.strengths].enumerated()
    {
      #expect(part.difference(to: expectedParts[index]) < 5e-6)
    }
  }

  /// A text whose rows are given one by one, or in two parts, from the states before, has the bits of the whole.
  @Test(arguments: 1...9) func parts(_ count: Int) {
    let example = Case(10, heads: 4, keyHeads: 2, 8, 12)
    let all = example.everything
    let whole = example.rule(rows(all, example))
    var states: Tensor?
    var read: [Tensor] = []
    for start in stride(from: 0, to: 10, by: count) {
      let part = example.rule(rows(all.rows(start..<min(10, start + count)), example), from: states)
      states = part.states
      read.append(part.read)
    }
    #expect(Tensor.joiningRows(read) == whole.read)
    #expect(states == whole.states)
  }

  /// Many heads of many rows, which threads share, have the bits of each alone.
  @Test func threads() {
    let example = Case(64, heads: 8, keyHeads: 8, 64, 64)
    let all = example.everything
    let rows = rows(all, example)
    let (whole, back) = (example.rule(rows).read, example.rule.backward(all.columns(0..<512).dense, of: rows))
    let alone = DeltaRule(heads: 1, keyHeads: 1, keySize: 64, valueSize: 64)
    for head in [0, 7] {
      let own = DeltaRule.Rows(
        queries: rows.queries.head(head, of: 8), keys: rows.keys.head(head, of: 8),
        values: rows.values.head(head, of: 8), decays: rows.decays.columns(head..<head + 1).dense,
        strengths: rows.strengths.columns(head..<head + 1).dense)
      #expect(alone(own).read == whole.matrix.head(head, of: 8).dense)
      let gradients = alone.backward(all.columns(head * 64..<(head + 1) * 64).dense, of: own)
      #expect(gradients.keys == back.keys.matrix.head(head, of: 8).dense)
    }
  }
}
