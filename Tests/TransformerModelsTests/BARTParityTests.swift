import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// Every form of the family against what Hugging Face computes on tiny checkpoints.
@Suite struct BARTParityTests {
  static let names = ["bart", "bart_scaled", "bart_legacy_f16"]

  /// The tokenizer gives the reference's ids, for what the encoder reads and what the decoder reads.
  @Test(arguments: names) func tokenization(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      #expect(try model.tokenize(example.text).map(\.id) == example.ids)
      guard let second = example.secondText else { continue }
      #expect(try model.tokenize(second).map(\.id) == example.decoderIDs)
    }
    try ParityRecord.note(.tokens, of: golden.directory, model.info)
  }

  /// Every recorded site of both stacks agrees within the tolerance rule.
  @Test(arguments: names) func sites(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let trace = try model.run(example.input, capturing: [SitePattern("*")])
      #expect(example.sites.contains { $0.site.stack == "encoder" })
      #expect(example.sites.contains { $0.site.stack == "decoder" })
      for (site, expected) in example.sites {
        let isMasked = site.stack == "decoder" && site.part == "attention.scores"
        #expect(expected.mismatch(isMasked ? trace[site].map(unmasked) : trace[site]) == nil)
      }
      if let expected = example.lastLogits {
        let logits = try #require(trace["logits"])
        let rows = logits.shape[0] - expected.tensor.shape[0]..<logits.shape[0]
        #expect(expected.mismatch(logits.rows(rows)) == nil)
      }
    }
    try ParityRecord.note(.sites, of: golden.directory, model.info)
  }

  /// Head and bias over every decoder layer's last state agree in values and ranks.
  @Test(arguments: ["bart_scaled", "bart_legacy_f16"]) func lens(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let lens = try lens(of: model, example.input)
      let expected = try #require(example.rawLens)
      #expect(expected.mismatch(lens) == nil)
      #expect(example.rawRanks.count == model.info.layers)
      for (layer, row) in example.rawRanks.enumerated() {
        for (id, rank) in zip(example.watched, row) {
          let slack = expected.nearTies(row: layer, id: id)
          #expect(
            abs(try #require(lens.slice(layer).rank(of: id)) - rank) <= slack, "layer \(layer), token \(id)")
        }
      }
    }
    try ParityRecord.note(.lenses, of: golden.directory, model.info)
  }

  /// ecco's lens is the head without the bias: ours less the bias.
  @Test func lensWithoutBias() throws {
    let golden = try GoldenModel("bart")
    let model = try golden.load()
    let file = try SafetensorsFile(path: "\(golden.directory)/model.safetensors")
    let bias = try file.tensor(named: "final_logits_bias")
    #expect(bias.spread > 0.1)
    for example in golden.cases {
      var lens = try lens(of: model, ModelInput(ids: example.ids))
      let opposite = Tensor(shape: [bias.count], values: bias.values.map { -$0 })
      lens += Tensor.stacking([Tensor](repeating: opposite, count: lens.shape[0]))
      #expect(try #require(example.rawLens).mismatch(lens) == nil)
    }
  }

  /// Greedy generation gives what `generate` of transformers gives, forced tokens included, with a cache of
  /// keys and values and without.
  @Test(arguments: names) func greedyGeneration(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let count = example.generated.count
      let cached = try model.generate(
        ModelInput(ids: example.ids), options: GenerationOptions(maximumNewTokens: count), capturing: [])
      #expect(cached.steps.map(\.id) == example.generated)
      #expect(cached.promptIDs == [2])
      var ids = [2]
      for step in cached.steps {
        let one = try model.generate(
          ModelInput(ids: example.ids, decoderIDs: ids), options: GenerationOptions(maximumNewTokens: 1),
          capturing: [SitePattern("logits")])
        let isForced = ids.count == 1 && step.id == 0 || ids.count == count && step.id == 2
        if !isForced { #expect(one.steps.map(\.id) == [step.id]) }
        let logits = try #require(one.trace["logits"])
        #expect(abs(logits.slice(ids.count - 1).softmaxed[step.id] - step.probability) < 1e-5)
        ids.append(step.id)
      }
    }
    try ParityRecord.note(.continuations, of: golden.directory, model.info)
  }

  private func lens(of model: any Model, _ input: ModelInput) throws -> Tensor {
    let trace = try model.run(input, capturing: [SitePattern("decoder.layers.*.residual.post")])
    let states = Tensor.stacking(trace.entries.map { $0.tensor.slice($0.tensor.shape[0] - 1) })
    let lens = try model.unembed(states, normed: false)
    #expect(try model.unembed(states, normed: true) == lens)
    return lens
  }
}
