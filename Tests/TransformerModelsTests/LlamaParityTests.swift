import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Files
import Tensors
import Testing

/// Llama against what Hugging Face computes on tiny checkpoints: grouped keys, heads' own head, tied and untied, plain
/// and `llama3` frequencies.
@Suite struct LlamaParityTests {
  static let hasShared = FileSystem.isFile("\(Fixtures.shared)/tiny/llama/oracle.json")
  /// The second one is only in some checkouts.
  static let folders = [Fixtures.model("llama3")] + (hasShared ? ["\(Fixtures.shared)/tiny/llama"] : [])

  /// The folder `shared` is beside the package; else the second checkpoint is passed over.
  @Test(.enabled(if: hasShared, "the folder 'shared' is not beside the package")) func both() {
    #expect(Self.folders.count == 2)
  }

  /// The tokenizer gives the reference's ids.
  @Test(arguments: folders) func tokenization(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    #expect(model.info.warnings.isEmpty)
    for example in golden.cases { #expect(try model.tokenize(example.text).map(\.id) == example.ids) }
  }

  /// Every recorded site agrees within the tolerance rule; queries and keys are those that are compared.
  @Test(arguments: folders) func sites(_ folder: String) throws {
    let golden = try GoldenModel(directory: folder)
    let model = try golden.load()
    #expect(model.info.keyHeads < model.info.heads)
    for example in golden.cases {
      let trace = try model.run(ModelInput(ids: example.ids), capturing: [SitePattern("*")])
      #expect(!example.sites.isEmpty)
      for (site, expected) in example.sites { #expect(expected.mismatch(trace[site]) == nil) }
    }
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
      #expect(example.rawLens?.mismatch(raw) == nil)
      #expect(example.normedLens?.mismatch(normed) == nil)
      #expect(!example.rawRanks.isEmpty)
      for (layer, row) in example.rawRanks.enumerated() {
        for (id, rank) in zip(example.watched, row) {
          let slack = try #require(example.rawLens).nearTies(row: layer, id: id)
          #expect(abs(try #require(raw.slice(layer).rank(of: id)) - rank) <= slack)
        }
      }
    }
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
  }
}
