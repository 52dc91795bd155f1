import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Files
import Tensors
import Testing

/// Decoders against what Hugging Face computes on tiny checkpoints of the older set (transformers 4.57): also the lenses,
/// and ranks in them.
@Suite struct DecoderParityTests {
  static let shared = [
    "gemma", "gpt_neo", "gpt_neox", "llama", "mistral", "opt", "qwen2", "qwen3",
  ].map { "\(Fixtures.shared)/tiny/\($0)" }.filter { FileSystem.isFile("\($0)/oracle.json") }
  static let folders = [Fixtures.model("gemma2"), Fixtures.model("llama3")] + shared

  /// The folder `shared` is beside the package; else the others are passed over.
  @Test(.enabled(if: !shared.isEmpty, "the folder 'shared' is not beside the package")) func all() {
    #expect(Self.folders.count == 10)
  }

  /// The tokenizer gives the reference's ids.
  @Test(arguments: folders) func tokenization(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    #expect(model.info.warnings.isEmpty)
    for example in golden.cases { #expect(try model.tokenize(example.text).map(\.id) == example.ids) }
    try ParityRecord.note(.tokens, of: folder, model.info)
  }

  /// Every recorded site agrees within the tolerance rule; queries and keys are those that are compared.
  @Test(arguments: folders) func sites(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    for example in golden.cases {
      let trace = try model.run(ModelInput(ids: example.ids), capturing: [SitePattern("*")])
      #expect(!example.sites.isEmpty)
      for (site, expected) in example.sites { #expect(expected.mismatch(trace[site]) == nil) }
    }
    try ParityRecord.note(.sites, of: folder, model.info)
  }

  /// The head over every layer's last state, raw and normed, agrees in values and ranks.
  @Test(arguments: folders) func lenses(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    for example in golden.cases {
      let trace = try model.run(
        ModelInput(ids: example.ids),
        capturing: [SitePattern("layers.*.residual.post"), SitePattern("final_norm")])
      let last = example.ids.count - 1
      let states = try (0..<model.info.layers).map {
        try #require(trace[.layer($0, "residual.post")]).slice(last)
      }
      let final = try #require(trace["final_norm"]).slice(last)
      let raw = try model.unembed(Tensor.stacking(states.dropLast() + [final]), normed: false)
      let normed = try model.unembed(Tensor.stacking(states), normed: true)
      // What ecco takes for the head leaves out the cap of a model that has one.
      let cap = try ModelConfiguration(path: "\(folder)/config.json").number(
        "final_logit_softcapping", default: 0)
      func capped(_ golden: GoldenTensor?) -> GoldenTensor? {
        guard cap > 0, var scores = golden?.tensor, let golden else { return golden }
        scores.softcap(Float(cap))
        return GoldenTensor(name: golden.name, tensor: scores, noise: golden.tolerance / 4)
      }
      #expect(capped(example.rawLens)?.mismatch(raw) == nil)
      #expect(capped(example.normedLens)?.mismatch(normed) == nil)
      #expect(!example.rawRanks.isEmpty)
      for (layer, row) in example.rawRanks.enumerated() {
        for (id, rank) in zip(example.watched, row) {
          let slack = try #require(example.rawLens).nearTies(row: layer, id: id)
          #expect(abs(try #require(raw.slice(layer).rank(of: id)) - rank) <= slack)
        }
      }
    }
    try ParityRecord.note(.lenses, of: folder, model.info)
  }

  /// Greedy generation gives the reference's tokens, with a cache of keys and values and without.
  @Test(arguments: folders) func greedyGeneration(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    for example in golden.cases {
      #expect(!example.generated.isEmpty)
      let cached = try model.generate(
        ModelInput(ids: example.ids), options: GenerationOptions(maximumNewTokens: example.generated.count),
        capturing: [])
      #expect(cached.steps.map(\.id) == example.generated)
      var ids = example.ids
      for expected in example.generated {
        let logits = try #require(
          try model.run(ModelInput(ids: ids), capturing: [SitePattern("logits")])["logits"])
        #expect(logits.slice(ids.count - 1).rank(of: expected) == 1)
        ids.append(expected)
      }
    }
    try ParityRecord.note(.continuations, of: folder, model.info)
  }
}
