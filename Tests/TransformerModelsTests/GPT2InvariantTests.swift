import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
import TransformerModels

/// What must hold inside one model whatever its weights.
@Suite struct GPT2InvariantTests {
  static let names = ["gpt2", "gpt2_untied_inner", "gpt2_inverse_scale", "gpt2_unscaled_silu"]
  private static let everything = [SitePattern("*")]

  private func setUp(_ name: String) throws -> (model: any Model, ids: [Int], trace: Trace) {
    let golden = try GoldenModel(name)
    let ids = try #require(golden.cases.map(\.ids).max { $0.count < $1.count })
    let model = try golden.load()
    return (model, ids, try model.run(ModelInput(ids: ids), capturing: Self.everything))
  }

  /// Attention rows sum to 1, and what lies ahead of a position has weight exactly 0 and score −∞.
  @Test(arguments: names) func attentionRows(_ name: String) throws {
    let (model, ids, trace) = try setUp(name)
    for layer in 0..<model.info.layers {
      let pattern = try #require(trace[.layer(layer, "attention.pattern")])
      let scores = try #require(trace[.layer(layer, "attention.scores")])
      for head in 0..<model.info.heads {
        for t in ids.indices {
          let row = pattern.slice(head).slice(t).values
          #expect(abs(row.reduce(0, +) - 1) < 1e-6)
          #expect(row[(t + 1)...].allSatisfy { $0 == 0 })
          #expect(scores.slice(head).slice(t).values[(t + 1)...].allSatisfy { $0 == -.infinity })
        }
      }
    }
  }

  /// What enters and what every half layer adds make up the last state.
  @Test(arguments: names) func residualSum(_ name: String) throws {
    let (model, _, trace) = try setUp(name)
    var sum = try #require(trace["embeddings"])
    for layer in 0..<model.info.layers {
      #expect(sum == trace[.layer(layer, "residual.pre")])
      sum += try #require(trace[.layer(layer, "attention.output")])
      #expect(sum == trace[.layer(layer, "residual.mid")])
      sum += try #require(trace[.layer(layer, "mlp.output")])
      #expect(sum == trace[.layer(layer, "residual.post")])
    }
  }

  /// The head over `final_norm`, and the normed head over the last state, both give the logits.
  @Test(arguments: names) func unembedding(_ name: String) throws {
    let (model, ids, trace) = try setUp(name)
    let logits = try #require(trace["logits"])
    let tolerance = 2e-5 * logits.spread
    let raw = try model.unembed(try #require(trace["final_norm"]), normed: false)
    let last = try #require(trace[.layer(model.info.layers - 1, "residual.post")])
    let normed = try model.unembed(last, normed: true)
    #expect(raw.largestDifference(from: logits) <= tolerance)
    #expect(normed.largestDifference(from: logits) <= tolerance)
    let one = try model.unembed(last.rows(ids.count - 1..<ids.count), normed: true)
    #expect(one.largestDifference(from: logits.rows(ids.count - 1..<ids.count)) <= tolerance)
  }

  /// The token generated greedily has rank 1 and its softmax probability.
  @Test(arguments: names) func generatedToken(_ name: String) throws {
    let (model, ids, trace) = try setUp(name)
    let last = try #require(trace["logits"]).slice(ids.count - 1)
    let generation = try model.generate(
      ModelInput(ids: ids), options: GenerationOptions(maximumNewTokens: 1), capturing: Self.everything)
    let step = try #require(generation.steps.first)
    #expect(last.rank(of: step.id) == 1)
    #expect(abs(step.probability - last.softmaxed[step.id]) < 1e-6)
    #expect(generation.trace.entries.map(\.site) == trace.entries.map(\.site))
    for (site, tensor) in trace.entries { #expect(generation.trace[site] == tensor) }
  }

  /// A cache of keys and values changes no token, and what is captured is what one pass over all tokens
  /// gives.
  @Test(arguments: names) func cache(_ name: String) throws {
    let (model, ids, _) = try setUp(name)
    let prompt = ModelInput(ids: Array(ids.prefix(5)))
    let generation = try model.generate(
      prompt, options: GenerationOptions(maximumNewTokens: 12), capturing: Self.everything)
    var grown = prompt.ids
    for step in generation.steps {
      let logits = try #require(
        model.run(ModelInput(ids: grown), capturing: [SitePattern("logits")])["logits"]
      ).slice(grown.count - 1)
      #expect(step.id == logits.indexOfMaximum)
      #expect(abs(step.probability - logits.softmaxed[step.id]) < 1e-5)
      grown.append(step.id)
    }
    #expect(generation.ids == grown)
    let whole = try model.run(ModelInput(ids: grown.dropLast()), capturing: Self.everything)
    #expect(generation.trace.entries.map(\.site) == whole.entries.map(\.site))
    for (site, tensor) in whole.entries { #expect(generation.trace[site] == tensor) }
  }

  /// Capturing one site gives what capturing all gives, and nothing else.
  @Test func subsets() throws {
    let (model, ids, trace) = try setUp("gpt2")
    for (site, tensor) in trace.entries {
      let alone = try model.run(ModelInput(ids: ids), capturing: [SitePattern(site)])
      #expect(alone.entries.map(\.site) == [site])
      #expect(alone[site].map { $0.largestDifference(from: tensor) <= 2e-5 * tensor.spread } ?? false)
    }
  }

  /// A state depends on what stands before it only: a longer text leaves earlier positions as they were.
  @Test(arguments: names) func causality(_ name: String) throws {
    let (model, ids, trace) = try setUp(name)
    let prefix = try model.run(ModelInput(ids: Array(ids.prefix(3))), capturing: Self.everything)
    let whole = try #require(trace["final_norm"])
    let short = try #require(prefix["final_norm"])
    #expect(short.largestDifference(from: whole.rows(0..<3)) <= 2e-5 * whole.spread)
  }

  /// Every site has the shape its documentation says.
  @Test func shapes() throws {
    let (model, ids, trace) = try setUp("gpt2_untied_inner")
    let info = model.info
    let (T, D, H, F, V) = (ids.count, info.hiddenSize, info.heads, info.feedForwardSize, info.vocabularySize)
    #expect(trace.entries.count == 4 + 18 * info.layers)
    for (site, tensor) in trace.entries {
      let expected =
        switch site.part {
        case "attention.query", "attention.key", "attention.value", "attention.mixed": [H, T, D / H]
        case "attention.value_norms": [H, T]
        case "attention.scale": [1]
        case "attention.scores", "attention.pattern": [H, T, T]
        case "mlp.neurons": [T, F]
        case "logits": [T, V]
        default: [T, D]
        }
      #expect(tensor.shape == expected, "\(site)")
    }
  }
}
