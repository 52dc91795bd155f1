import Testing

@testable import Tensors

/// The backward rule agrees with central differences of the definition in double precision to 1e-5, relative to 1 + the
/// gradient: single precision leaves 3e-6 in the pattern, keys of up to 3 multiply it, and heads add up.
@Suite struct AttentionBackwardTests {
  private func gradients(
    _ one: AttentionCase, _ inputs: [Tensor], _ dMixed: Tensor, isPatternFrozen: Bool = false,
    onScores: Attention.HeadEdit? = nil, onPattern: Attention.HeadEdit? = nil,
    throughPattern: Attention.HeadEdit? = nil, throughScores: Attention.HeadEdit? = nil
  ) -> [Tensor] {
    let found = one.attention.backward(
      dMixed, queries: inputs[0].matrix, keys: inputs[1].matrix, values: inputs[2].matrix, mask: one.mask,
      positions: one.disentangled, onScores: onScores, onPattern: onPattern,
      throughPatternEdit: throughPattern, throughScoresEdit: throughScores, isPatternFrozen: isPatternFrozen)
    return [found.queries, found.keys, found.values]
  }

  private func differences(
    _ one: AttentionCase, _ inputs: [Tensor], _ dMixed: Tensor,
    onScores: ReferenceKernels.HeadEdit? = nil, onPattern: ReferenceKernels.HeadEdit? = nil
  ) -> [Tensor] {
    let all = inputs.map(ReferenceMatrix.init)
    return all.indices.map { index in
      ReferenceKernels.gradient(at: all[index], weights: ReferenceMatrix(dMixed)) { moved in
        var inputs = all
        inputs[index] = moved
        return one.expected(inputs, onScores: onScores, onPattern: onPattern)
      }.tensor
    }
  }

  private func dMixed(_ one: AttentionCase) -> Tensor {
    var random = RandomNumbers(seed: 7)
    return random.tensor([one.queries, one.heads * one.valueWidth])
  }

  /// For every number of queries, keys and values.
  @Test(arguments: AttentionCase.all) func nearDifferences(_ one: AttentionCase) {
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    let expected = differences(one, inputs, dMixed)
    for (found, expected) in zip(gradients(one, inputs, dMixed), expected) {
      #expect(found.difference(to: expected) < 1e-5)
    }
  }

  /// Over long texts, along a direction each.
  ///
  /// To 1e-5 of the square root of the numbers summed up, of order 1 each.
  @Test(arguments: AttentionCase.long) func nearSlopes(_ one: AttentionCase) {
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    let found = gradients(one, inputs, dMixed)
    let all = inputs.map(ReferenceMatrix.init)
    var random = RandomNumbers(seed: 3)
    for index in 0..<3 {
      let direction = random.tensor(inputs[index].shape)
      let expected = ReferenceKernels.slope(
        at: all[index], along: ReferenceMatrix(direction), weights: ReferenceMatrix(dMixed)
      ) { moved in
        var inputs = all
        inputs[index] = moved
        return one.expected(inputs)
      }
      let slope = zip(found[index].values, direction.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(slope - expected) < 1e-5 * Double(direction.count).squareRoot())
    }
  }

  /// Edits of scores and pattern are done again, and their transposes make the gradient right.
  @Test(arguments: AttentionCase.all) func edits(_ one: AttentionCase) {
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    let expected = differences(
      one, inputs, dMixed,
      onScores: { head, scores in if head == 0 { scores.values = scores.values.map { $0 * 0.5 } } },
      onPattern: { head, pattern in
        if head + 1 == one.heads { pattern.values = pattern.values.map { $0 * $0 + 0.1 } }
      })
    var last = Tensor(shape: [0], values: [])
    let found = gradients(
      one, inputs, dMixed,
      onScores: { head, scores in if head == 0 { scores.scale(by: 0.5) } },
      onPattern: { head, pattern in
        guard head + 1 == one.heads else { return }
        last = pattern
        pattern *= last
        pattern.add(Tensor(shape: last.shape, values: [Float](repeating: 1, count: last.count)), times: 0.1)
      },
      throughPattern: { head, gradient in
        guard head + 1 == one.heads else { return }
        gradient *= last
        gradient.scale(by: 2)
      },
      throughScores: { head, gradient in if head == 0 { gradient.scale(by: 0.5) } })
    for (found, expected) in zip(found, expected) { #expect(found.difference(to: expected) < 1e-5) }
  }

  /// What is added to a gradient of the pattern or the scores is what else depends on them.
  ///
  /// Scores of hidden entries take none.
  @Test(arguments: AttentionCase.all) func additions(_ one: AttentionCase) {
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    var random = RandomNumbers(seed: 9)
    let terms = (0..<2 * one.heads).map { _ in random.tensor([one.queries, one.keys]) }
    let all = inputs.map(ReferenceMatrix.init)
    let found = gradients(
      one, inputs, dMixed,
      throughPattern: { head, gradient in gradient += terms[head] },
      throughScores: { head, gradient in gradient += terms[one.heads + head] })
    for index in 0..<3 {
      // The sum over what is added joins the mixtures as one more row.
      let weights = ReferenceMatrix(dMixed)
      let expected = ReferenceKernels.gradient(
        at: all[index], weights: ReferenceMatrix(rows: 1, columns: 1) { _, _ in 1 }
      ) { moved in
        var (inputs, sum) = (all, 0.0)
        inputs[index] = moved
        let mixed = one.expected(
          inputs,
          onScores: { head, scores in
            for (score, term) in zip(scores.values, terms[one.heads + head].values) where score.isFinite {
              sum += score * Double(term)
            }
          },
          onPattern: { head, pattern in
            for (weight, term) in zip(pattern.values, terms[head].values) { sum += weight * Double(term) }
          })
        for (value, weight) in zip(mixed.values, weights.values) { sum += value * weight }
        return ReferenceMatrix(rows: 1, columns: 1) { _, _ in sum }
      }
      #expect(found[index].difference(to: expected.tensor) < 1e-5)
    }
  }

  /// With the pattern frozen only values have a gradient, the same as ever, and the pattern's can still be read.
  @Test(arguments: AttentionCase.all) func frozen(_ one: AttentionCase) {
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    let all = gradients(one, inputs, dMixed)
    var heads = 0
    let found = gradients(
      one, inputs, dMixed, isPatternFrozen: true, throughPattern: { _, _ in heads += 1 })
    #expect(heads == one.heads)
    #expect(found[2] == all[2])
    #expect(found[0].shape == inputs[0].shape && found[0].values.allSatisfy { $0 == 0 })
    #expect(found[1].shape == inputs[1].shape && found[1].values.allSatisfy { $0 == 0 })
  }

  /// The gradient of the pattern is that of the mixture, hidden entries included; that of hidden scores is 0.
  @Test func reading() {
    let one = AttentionCase()
    let (inputs, dMixed) = (one.inputs(), dMixed(one))
    _ = gradients(
      one, inputs, dMixed,
      throughPattern: { head, gradient in
        let expected = ReferenceKernels.product(
          dMixed.matrix.head(head, of: 4).dense, inputs[2].matrix.head(head / 2, of: 2).dense,
          transposed: true)
        #expect(gradient.difference(to: expected) < 1e-6)
      },
      throughScores: { _, gradient in
        for t in 0..<5 { #expect(gradient.slice(t).values.dropFirst(t + 1).allSatisfy { $0 == 0 }) }
      })
  }

  /// No queries have no gradient and give keys none.
  @Test func nothing() {
    let one = AttentionCase(queries: 0, keys: 3)
    let found = gradients(one, one.inputs(), dMixed(one))
    #expect(found[0].shape == [0, 12] && found[1].values == [Float](repeating: 0, count: 18))
    #expect(found[2].values == [Float](repeating: 0, count: 18))
  }
}
