import Glibc
import Testing

@testable import Tensors

/// Work that threads share is the work of one.
@Suite struct CrewTests {
  /// Every piece is done once, by a thread that is doing no other.
  @Test(arguments: [0, 1, 2, 7, 100], [1, 2, 3, 8]) func pieces(_ count: Int, _ threads: Int) {
    let done = TensorStorage(count: count, filling: { _ in })
    let sums = TensorStorage(count: threads, filling: { _ in })
    Crew.deal(count, among: threads) { thread, piece in
      done.writableElements?[piece] += 1
      for _ in 0..<1000 { sums.writableElements?[thread] += 1 }
    }
    #expect(done.elements.allSatisfy { $0 == 1 })
    #expect(sums.elements.reduce(0, +) == Float(1000 * count))
  }

  /// Heads are dealt out where there is much to do.
  @Test(arguments: [(8, 1), (128, 0), (600, 0)]) func choice(_ tokens: Int, _ one: Int) {
    let x = Tensor(shape: [tokens, 512], filling: { _ in })
    let threads = Attention(heads: 8, scale: 1).threads(x.matrix, x.matrix)
    #expect(threads == (one == 1 ? 1 : Crew.size))
  }

  /// Pieces that deal out work of their own do it alone, and all of it is done.
  @Test func nested() {
    let sums = TensorStorage(count: 8, filling: { _ in })
    Crew.deal(8, among: 4) { _, piece in
      Crew.deal(100, among: 4) { _, _ in sums.writableElements?[piece] += 1 }
    }
    #expect(sums.elements.allSatisfy { $0 == 100 })
  }

  /// Who helps rounds as the one who called: what a thread computes does not depend on which it is.
  @Test func rounding() {
    let towardZero = 0xC00
    let before = fegetround()
    defer { fesetround(before) }
    fesetround(Int32(towardZero))
    let modes = TensorStorage(count: 64, filling: { _ in })
    Crew.deal(64, among: 4) { _, piece in
      modes.writableElements?[piece] = Float(fegetround())
      for _ in 0..<10_000 { modes.writableElements?[piece] += 0 }
    }
    #expect(modes.elements.allSatisfy { $0 == Float(towardZero) })
  }

  /// There is at least one thread, and no more than the kernels hold.
  @Test func size() { #expect((1...64).contains(Crew.size)) }

  /// Heads that are dealt out give what a group of them gives by itself, bit by bit, both ways.
  @Test(arguments: [8, 4]) func heads(_ keyHeads: Int) {
    let (T, d, group) = (128, 32, 8 / keyHeads)
    var random = RandomNumbers()
    let x = [8, keyHeads, keyHeads, 8].map { random.tensor([T, $0 * d], scale: 2) }
    let mask = AttentionMask.causal(start: 0)
    let all = Attention(heads: 8, keyHeads: keyHeads, scale: 0.2, softcap: 5)
    let mixed = all(queries: x[0].matrix, keys: x[1].matrix, values: x[2].matrix, mask: mask).weightedValues
    let gradients = all.backward(
      x[3], queries: x[0].matrix, keys: x[1].matrix, values: x[2].matrix, mask: mask)
    let one = Attention(heads: group, keyHeads: 1, scale: 0.2, softcap: 5)
    for place in 0..<keyHeads {
      let parts = x.map { $0.matrix.head(place, of: keyHeads).dense }
      let alone = one(
        queries: parts[0].matrix, keys: parts[1].matrix, values: parts[2].matrix, mask: mask)
      #expect(mixed.matrix.head(place, of: keyHeads).dense == alone.weightedValues)
      let back = one.backward(
        parts[3], queries: parts[0].matrix, keys: parts[1].matrix, values: parts[2].matrix, mask: mask)
      #expect(gradients.queries.matrix.head(place, of: keyHeads).dense == back.queries)
      #expect(gradients.keys.matrix.head(place, of: keyHeads).dense == back.keys)
      #expect(gradients.values.matrix.head(place, of: keyHeads).dense == back.values)
    }
  }
}
