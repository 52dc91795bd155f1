import ExplainerCore
import Tensors
import Testing

@testable import TransformerModels

@Suite struct SamplerTests {
  private let logits = Tensor(shape: [6], values: [0, 2, 1, 2, -1, 0.5])

  private func draws(_ options: GenerationOptions, _ count: Int, of logits: Tensor? = nil) throws -> [Int] {
    var sampler = try Sampler(options)
    return (0..<count).map { _ in sampler.next(logits ?? self.logits).id }
  }

  private func options(
    temperature: Double = 1, topK: Int = 0, topP: Double = 1, seed: Int = 7
  ) -> GenerationOptions {
    GenerationOptions(
      maximumNewTokens: 1, samples: true, temperature: temperature, topK: topK, topP: topP, seed: seed)
  }

  /// The stream is SplitMix64 to the bit (the first numbers of its reference implementation for seed
  /// 1234567).
  @Test func stream() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(random.nextUnit()) })
  }

  /// Without sampling the lower of equal ids is taken.
  @Test func greedy() throws {
    #expect(try draws(GenerationOptions(maximumNewTokens: 1), 2) == [1, 1])
  }

  /// Equal seeds give equal samples, other seeds others.
  @Test func seeds() throws {
    #expect(try draws(options(), 50) == draws(options(), 50))
    #expect(try draws(options(), 50) != draws(options(seed: 8), 50))
  }

  /// Drawn frequencies follow the softmax at the temperature asked for.
  @Test(arguments: [0.5, 1, 2]) func frequencies(_ temperature: Double) throws {
    let found = try draws(options(temperature: temperature), 20_000)
    let scaled = Tensor(shape: [6], values: logits.values.map { $0 / Float(temperature) }).softmaxed
    for id in 0..<6 {
      let share = Float(found.count { $0 == id }) / 20_000
      #expect(abs(share - scaled[id]) < 0.015)
    }
  }

  /// Top-k keeps the k greatest and all that equal the k-th.
  @Test(arguments: [
    (1, [1, 3]), (2, [1, 3]), (3, [1, 2, 3]), (6, [0, 1, 2, 3, 4, 5]), (99, [0, 1, 2, 3, 4, 5]),
  ])
  func topK(_ k: Int, _ kept: [Int]) throws {
    #expect(Set(try draws(options(temperature: 4, topK: k), 2000)) == Set(kept))
  }

  /// Top-p takes away the least probable tokens that together hold at most 1 − p; one always stays.
  @Test func topP() throws {
    // Softmax of log p is p.
    let shares: [Float] = [0.5, 0.3, 0.15, 0.05]
    let logits = Tensor(shape: [4], values: [-0.6931472, -1.2039728, -1.89712, -2.9957323])
    #expect(logits.softmaxed.values.elementsEqual(shares) { abs($0 - $1) < 1e-6 })
    for (p, kept) in [
      (0.01, [0]), (0.49, [0]), (0.6, [0, 1]), (0.79, [0, 1]), (0.9, [0, 1, 2]), (1, [0, 1, 2, 3]),
    ] {
      #expect(Set(try draws(options(topP: p), 2000, of: logits)) == Set(kept), "p \(p)")
    }
  }

  /// Top-p counts among what top-k left, as Hugging Face applies them.
  @Test func order() throws {
    let logits = Tensor(shape: [4], values: [-0.6931472, -1.2039728, -1.89712, -2.9957323])
    // Of the two that top-k leaves, 0.375 of the mass is the second's; alone it would stay at p = 0.65 (tail
    // 0.2).
    #expect(Set(try draws(options(topK: 2, topP: 0.62), 500, of: logits)) == [0])
    #expect(Set(try draws(options(topP: 0.62), 500, of: logits)) == [0, 1])
  }

  /// The probability told is that at temperature 1 over all tokens, whatever was sampled from.
  @Test func probability() throws {
    var sampler = try Sampler(options(temperature: 0.3, topK: 1))
    let step = sampler.next(logits)
    #expect(abs(step.probability - logits.softmaxed[step.id]) < 1e-6)
  }
}
