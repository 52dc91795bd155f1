import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// What must hold inside one model whatever its weights.
@Suite struct BARTInvariantTests {
  static let names = BARTParityTests.names
  private static let everything = [SitePattern("*")]

  private func setUp(_ name: String) throws -> (model: any Model, input: ModelInput, trace: Trace) {
    let golden = try GoldenModel(name)
    let input = try #require(
      golden.cases.map(\.input).max { $0.decoderIDs?.count ?? 0 < $1.decoderIDs?.count ?? 0 })
    let model = try golden.load()
    return (model, input, try model.run(input, capturing: Self.everything))
  }

  /// Attention rows sum to 1; the decoder's own attention hides what lies ahead, the others hide nothing.
  @Test(arguments: names) func attentionRows(_ name: String) throws {
    let (_, _, trace) = try setUp(name)
    let patterns = trace.entries.filter { $0.site.part.hasSuffix("attention.pattern") }
    #expect(Set(patterns.map { "\($0.site.stack ?? "") \($0.site.part)" }).count == 3)
    for (site, pattern) in patterns {
      let isCausal = site.stack == "decoder" && site.part == "attention.pattern"
      for head in 0..<pattern.shape[0] {
        for t in 0..<pattern.shape[1] {
          let row = pattern.slice(head).slice(t).values
          #expect(abs(row.reduce(0, +) - 1) < 1e-6)
          #expect(row.dropFirst(isCausal ? t + 1 : row.count).allSatisfy { $0 == 0 })
          #expect(isCausal || row.allSatisfy { $0 > 0 })
        }
      }
    }
  }

  /// What leaves a layer is what enters the next.
  @Test(arguments: names) func stream(_ name: String) throws {
    let (_, _, trace) = try setUp(name)
    for stack in ["encoder", "decoder"] {
      var state = try #require(trace["\(stack).embeddings"])
      for (site, tensor) in trace.entries where site.stack == stack {
        if site.part == "residual.pre" { #expect(tensor == state) }
        if site.part == "residual.post" { state = tensor }
      }
    }
  }

  /// The head over the decoder's last state gives the logits.
  @Test(arguments: names) func unembedding(_ name: String) throws {
    let (model, _, trace) = try setUp(name)
    let logits = try #require(trace["logits"])
    let last = try #require(trace["decoder.layers.\(model.info.layers - 1).residual.post"])
    let found = try model.unembed(last, normed: true)
    #expect(found.largestDifference(from: logits) <= 2e-5 * logits.spread)
  }

  /// Capturing one site gives what capturing all gives, and nothing else: the pass may stop there.
  @Test func subsets() throws {
    let (model, input, trace) = try setUp("bart")
    for (site, tensor) in trace.entries {
      let alone = try model.run(input, capturing: [SitePattern(site)])
      #expect(alone.entries.map(\.site) == [site])
      #expect(alone[site].map { $0.largestDifference(from: tensor) <= 2e-5 * tensor.spread } ?? false)
    }
    #expect(try model.run(input, capturing: []).entries.isEmpty)
  }

  /// The encoder does not know what the decoder reads; a decoder's position does not know those behind it.
  @Test(arguments: names) func dependence(_ name: String) throws {
    let (model, input, trace) = try setUp(name)
    let count = try #require(input.decoderIDs?.count)
    var shorter = input
    shorter.decoderIDs = input.decoderIDs.map { Array($0.prefix(3)) }
    let prefix = try model.run(shorter, capturing: Self.everything)
    #expect(count > 3)
    for (site, tensor) in trace.entries {
      if site.stack == "encoder" { #expect(prefix[site] == tensor) }
      if site.part == "residual.post", site.stack == "decoder" {
        let found = try #require(prefix[site])
        #expect(found.largestDifference(from: tensor.rows(0..<3)) <= 2e-5 * tensor.spread)
      }
    }
    var other = input
    other.ids[0] = 42
    let changed = try model.run(other, capturing: [SitePattern("logits")])
    #expect(changed["logits"] != trace["logits"])
  }

  /// Without ids of its own the decoder reads its start token.
  @Test(arguments: names) func start(_ name: String) throws {
    let (model, input, _) = try setUp(name)
    let silent = try model.run(ModelInput(ids: input.ids), capturing: Self.everything)
    let spoken = try model.run(ModelInput(ids: input.ids, decoderIDs: [2]), capturing: Self.everything)
    #expect(silent["logits"]?.shape == [1, model.info.vocabularySize])
    for (site, tensor) in spoken.entries { #expect(silent[site] == tensor) }
  }

  /// A cache of keys and values changes no token, and what is captured is what one pass over all positions
  /// but the last added gives.
  @Test(arguments: names) func cache(_ name: String) throws {
    let (model, input, _) = try setUp(name)
    for prompt in [[2], [2, 0, 7]] {
      let generation = try model.generate(
        ModelInput(ids: input.ids, decoderIDs: prompt), options: GenerationOptions(maximumNewTokens: 5),
        capturing: Self.everything)
      #expect(generation.promptIDs == prompt)
      let passed = Array(generation.ids.dropLast())
      let whole = try model.run(ModelInput(ids: input.ids, decoderIDs: passed), capturing: Self.everything)
      #expect(generation.trace.entries.map(\.site) == whole.entries.map(\.site))
      for (site, tensor) in whole.entries { #expect(generation.trace[site] == tensor) }
      let logits = try #require(whole["logits"])
      for (index, step) in generation.steps.enumerated() {
        let row = logits.slice(prompt.count - 1 + index)
        #expect(abs(step.probability - row.softmaxed[step.id]) < 1e-5)
      }
    }
  }

  /// Every site has the shape its documentation says, in stacks of unequal size.
  @Test(arguments: [("bart", 2, 3), ("bart_scaled", 1, 3), ("bart_legacy_f16", 3, 2)])
  func shapes(_ name: String, encoderLayers: Int, decoderLayers: Int) throws {
    let (model, input, trace) = try setUp(name)
    let info = model.info
    let encoder = try #require(info.encoder)
    #expect(encoder.layers == encoderLayers && info.layers == decoderLayers)
    let (S, D) = (input.ids.count, info.hiddenSize)
    let T = try #require(input.decoderIDs?.count)
    #expect(trace.entries.count == 4 + 16 * encoderLayers + 27 * decoderLayers + 1)
    for (site, tensor) in trace.entries {
      let isEncoder = site.stack == "encoder"
      let (rows, H) = isEncoder ? (S, encoder.heads) : (T, info.heads)
      let expected =
        switch site.part {
        case "attention.query", "attention.key", "attention.value", "attention.mixed",
          "cross_attention.query",
          "cross_attention.mixed":
          [H, rows, D / H]
        case "cross_attention.key", "cross_attention.value": [H, S, D / H]
        case "attention.value_norms": [H, rows]
        case "cross_attention.value_norms": [H, S]
        case "attention.scale", "cross_attention.scale": [1]
        case "attention.scores", "attention.pattern": [H, rows, rows]
        case "cross_attention.scores", "cross_attention.pattern": [H, T, S]
        case "mlp.neurons": [rows, isEncoder ? encoder.feedForwardSize : info.feedForwardSize]
        case "logits": [T, info.vocabularySize]
        default: [rows, D]
        }
      #expect(tensor.shape == expected, "\(site)")
    }
  }
}
