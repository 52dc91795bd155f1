import Testing

@testable import Tensors

@Suite struct GroupedAttentionTests {
  /// Within 3e-6 of the definition with keys for groups of heads, values of another width, windows and caps: scores of
  /// up to 50 rounded to 2e-6 are what the softmax makes of it.
  @Test(arguments: AttentionCase.all + AttentionCase.long) func nearDefinition(_ one: AttentionCase) throws {
    let inputs = one.inputs()
    let found = one.attention(
      queries: inputs[0].matrix, keys: inputs[1].matrix, values: inputs[2].matrix, mask: one.mask,
      positions: one.disentangled, keepsScores: true, keepsPattern: true)
    #expect(found.weightedValues.difference(to: one.expected(inputs.map(ReferenceMatrix.init)).tensor) < 3e-6)
    let (scores, pattern) = (try #require(found.scores), try #require(found.pattern))
    #expect(scores.isFinite(under: one.mask, window: one.window))
    for head in 0..<one.heads {
      for t in 0..<one.queries {
        for s in 0..<one.keys
        where !ReferenceKernels.sees(t, s, one.mask, window: one.window) {
          #expect(scores[head, t, s] == -.infinity && pattern[head, t, s] == 0)
        }
      }
    }
    let bare = one.attention(
      queries: inputs[0].matrix, keys: inputs[1].matrix, values: inputs[2].matrix, mask: one.mask,
      positions: one.disentangled)
    #expect(bare.weightedValues == found.weightedValues)
  }

  /// Scores and pattern are shown head by head as they are returned, and what is changed in them is what goes on.
  @Test(arguments: AttentionCase.all) func edits(_ one: AttentionCase) throws {
    let inputs = one.inputs()
    var (shownScores, shownPatterns): ([Tensor], [Tensor]) = ([], [])
    let seen = one.attention(
      queries: inputs[0].matrix, keys: inputs[1].matrix, values: inputs[2].matrix, mask: one.mask,
      positions: one.disentangled, keepsScores: true, keepsPattern: true,
      onScores: { head, scores in
        #expect(head == shownScores.count)
        shownScores.append(scores)
      }, onPattern: { _, pattern in shownPatterns.append(pattern) })
    #expect(Tensor.stacking(shownScores) == seen.scores && Tensor.stacking(shownPatterns) == seen.pattern)
    let found = one.attention(
      queries: inputs[0].matrix, keys: inputs[1].matrix, values: inputs[2].matrix, mask: one.mask,
      positions: one.disentangled,
      onScores: { head, scores in if head != 1 { scores.scale(by: 0.5) } },
      onPattern: { head, pattern in
        let second = pattern
        if head == 0 { pattern.add(second, times: 0.25) }
      })
    let expected = one.expected(
      inputs.map(ReferenceMatrix.init),
      onScores: { head, scores in if head != 1 { scores.values = scores.values.map { $0 * 0.5 } } },
      onPattern: { head, pattern in if head == 0 { pattern.values = pattern.values.map { $0 * 1.25 } } })
    #expect(found.weightedValues.difference(to: expected.tensor) < 3e-6)
  }

  /// What a mask hides is not brought back by an edit of the scores; a key may be hidden by one.
  @Test func hiding() throws {
    var random = RandomNumbers()
    let x = random.tensor([3, 4])
    let found = Attention(heads: 1, scale: 1)(
      queries: x.matrix, keys: x.matrix, values: x.matrix, mask: .causal(start: 0), keepsScores: true,
      keepsPattern: true,
      onScores: { _, scores in
        scores = Tensor(shape: [3, 3], values: [0, 9, 9, 0, 0, 9, -.infinity, 0, 0])
      })
    #expect(found.pattern?.values == [1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5])
    #expect(try #require(found.scores)[0, 0, 1] == -.infinity)
  }
}
