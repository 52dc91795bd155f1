import Testing

@testable import Tensors

@Suite struct AttentionTests {
  private func reference(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ attention: Attention, _ mask: AttentionMask, head: Int
  ) -> (pattern: Tensor, mixed: Tensor) {
    func part(_ x: Tensor) -> Tensor { x.matrix.head(head, of: attention.heads).dense }
    let scores = ReferenceKernels.product(part(q), part(k), transposed: true)
    let scaled = Tensor(shape: scores.shape, values: scores.values.map { $0 * attention.scale })
    let pattern = ReferenceKernels.softmax(scaled, mask: mask)
    return (pattern, ReferenceKernels.product(pattern, part(v), transposed: false))
  }

  /// Agrees to 2e-6 with the definition, with and without a mask, for one query after many keys and for long
  /// texts.
  @Test(arguments: [(1, 1, 1), (4, 4, 2), (1, 9, 3), (3, 20, 1), (20, 20, 2), (33, 40, 4)], [false, true])
  func nearDefinition(_ shape: (queries: Int, keys: Int, heads: Int), _ isCausal: Bool) throws {
    var random = RandomNumbers()
    let width = shape.heads * 5
    let q = random.tensor([shape.queries, width], scale: 3)
    let k = random.tensor([shape.keys, width], scale: 3)
    let v = random.tensor([shape.keys, width])
    let attention = Attention(heads: shape.heads, scale: 0.4)
    let mask = isCausal ? AttentionMask.causal(start: shape.keys - shape.queries) : .none
    let found = attention(
      queries: q.matrix, keys: k.matrix, values: v.matrix, mask: mask, keepsScores: true, keepsPattern: true)
    let pattern = try #require(found.pattern)
    let scores = try #require(found.scores)
    for head in 0..<shape.heads {
      let expected = reference(q, k, v, attention, mask, head: head)
      #expect(pattern.slice(head).difference(to: expected.pattern) < 2e-6)
      #expect(
        found.weightedValues.matrix.head(head, of: shape.heads).dense.difference(to: expected.mixed) < 2e-6)
      var again = scores.slice(head)
      again.softmax()
      #expect(again.difference(to: expected.pattern) < 2e-6)
    }
  }

  /// What is not kept does not change what is computed.
  @Test func keepingNothing() {
    var random = RandomNumbers()
    let x = random.tensor([9, 12])
    let attention = Attention(heads: 3, scale: 0.5)
    let all = attention(
      queries: x.matrix, keys: x.matrix, values: x.matrix, mask: .causal(start: 0), keepsScores: true,
      keepsPattern: true)
    let none = attention(queries: x.matrix, keys: x.matrix, values: x.matrix, mask: .causal(start: 0))
    #expect(none.scores == nil && none.pattern == nil)
    #expect(none.weightedValues == all.weightedValues)
  }
}
