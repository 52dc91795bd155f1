import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
import TransformerModels

/// Every switch of the family against what Hugging Face computes on tiny checkpoints.
@Suite struct GPT2ParityTests {
  static let names = [
    "gpt2", "gpt2_noprefix", "gpt2_untied_inner", "gpt2_inverse_scale", "gpt2_unscaled_silu", "gpt2_reorder",
    "gpt2_f16", "gpt2_bf16", "gpt2_sharded",
  ]

  /// The tokenizer gives the reference's ids.
  @Test(arguments: names) func tokenization(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases { #expect(try model.tokenize(example.text).map(\.id) == example.ids) }
    try ParityRecord.note(.tokens, of: golden.directory, model.info)
  }

  /// Every recorded site agrees within the tolerance rule.
  @Test(arguments: names) func sites(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let trace = try model.run(ModelInput(ids: example.ids), capturing: [SitePattern("*")])
      #expect(!example.sites.isEmpty)
      for (site, expected) in example.sites {
        let found = site.part == "attention.scores" ? trace[site].map(unmasked) : trace[site]
        #expect(expected.mismatch(found) == nil)
      }
      if let expected = example.lastLogits, let logits = trace["logits"] {
        let count = expected.tensor.shape[0]
        #expect(expected.mismatch(logits.rows(logits.shape[0] - count..<logits.shape[0])) == nil)
      }
    }
    try ParityRecord.note(.sites, of: golden.directory, model.info)
  }

  /// The head over every layer's last state, raw and normed, agrees in values, probabilities and ranks; only
  /// tokens whose scores are closer than the tolerance may have changed places.
  @Test(arguments: names) func lenses(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let (raw, normed) = try lenses(of: model, ids: example.ids)
      #expect(example.rawLens?.mismatch(raw) == nil)
      #expect(example.normedLens?.mismatch(normed) == nil)
      for (lens, golden, expected) in [
        (raw, example.rawLens, example.rawRanks), (normed, example.normedLens, example.normedRanks),
      ] {
        for (layer, row) in expected.enumerated() {
          for (id, rank) in zip(example.watched, row) {
            let slack = try #require(golden).nearTies(row: layer, id: id)
            #expect(
              abs(try #require(lens.slice(layer).rank(of: id)) - rank) <= slack, "layer \(layer), token \(id)"
            )
          }
        }
      }
      if let expected = example.rawLens?.tensor {
        // An error of δ in every logit moves a probability by at most 2δ of itself.
        #expect(raw.softmaxed.largestDifference(from: expected.softmaxed) < 1e-5)
      }
    }
    try ParityRecord.note(.lenses, of: golden.directory, model.info)
  }

  /// Greedy generation gives the reference's tokens, with a cache of keys and values and without.
  @Test(arguments: names) func greedyGeneration(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      var ids = example.ids
      for expected in example.generated {
        let step = try model.generate(
          ModelInput(ids: ids), options: GenerationOptions(maximumNewTokens: 1), capturing: [])
        #expect(step.steps.map(\.id) == [expected])
        ids.append(expected)
      }
      let cached = try model.generate(
        ModelInput(ids: example.ids), options: GenerationOptions(maximumNewTokens: example.generated.count),
        capturing: [])
      #expect(cached.steps.map(\.id) == Array(example.generated.prefix(cached.steps.count)))
      #expect(cached.endedByModel || cached.steps.count == example.generated.count)
    }
    try ParityRecord.note(.continuations, of: golden.directory, model.info)
  }

  /// The generated tokens rank in every layer's raw lens as ecco ranks them.
  @Test(arguments: ["gpt2", "gpt2_noprefix"]) func generatedRanks(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      #expect(!example.generatedRanks.isEmpty)
      for (index, id) in example.generated.enumerated() {
        let ids = example.ids + example.generated.prefix(index)
        let (raw, _) = try lenses(of: model, ids: ids)
        let ranks = (0..<raw.shape[0]).compactMap { raw.slice($0).rank(of: id) }
        #expect(ranks == example.generatedRanks.map { $0[index] })
      }
    }
  }

  private func lenses(of model: any Model, ids: [Int]) throws -> (raw: Tensor, normed: Tensor) {
    let trace = try model.run(
      ModelInput(ids: ids), capturing: [SitePattern("layers.*.residual.post"), SitePattern("final_norm")])
    let states = try (0..<model.info.layers).map { layer in
      try #require(trace[.layer(layer, "residual.post")]).slice(ids.count - 1)
    }
    let last = try #require(trace["final_norm"]).slice(ids.count - 1)
    return (
      try model.unembed(Tensor.stacking(states.dropLast() + [last]), normed: false),
      try model.unembed(Tensor.stacking(states), normed: true)
    )
  }
}
