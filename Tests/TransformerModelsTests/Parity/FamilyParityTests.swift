import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import Tensors
import Testing

@testable import TransformerModels

/// Every family against what Hugging Face computes on tiny checkpoints of it: tokens, every recorded site, scores, greedy
/// continuations, gradients, and what is left when a head or an MLP is switched off.
@Suite struct FamilyParityTests {
  /// Families of which checkpoints lie beside the package; those that are part of it come first.
  static let folders = FamilyFolders.own + FamilyFolders.shared + FamilyFolders.older

  /// The folder `shared` is beside the package; else only the checkpoints that are part of it are tried.
  @Test(.enabled(if: !FamilyFolders.shared.isEmpty, "the folder 'shared' is not beside the package"))
  func allAreTried() { #expect(FamilyFolders.shared.count >= 4) }

  private func load(_ folder: String) throws -> (model: TransformerModel, oracle: FamilyOracle) {
    let model = try load(folder, in: folder)
    return (model, try FamilyOracle(directory: folder) { model.catalog.number(of: $0) != nil })
  }

  private func load(_ name: String, in folder: String) throws -> TransformerModel {
    try #require(
      try Fixtures.loaded(ModelLocation(id: name, directory: folder, origin: .directory))
        as? TransformerModel)
  }

  /// The tokenizer gives the reference's ids, and nothing about the checkpoint is odd.
  @Test(arguments: folders) func tokenization(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    #expect(model.info.warnings.isEmpty)
    for example in oracle.cases {
      if let second = example.secondText, model.info.encoder == nil {
        let pair = try model.tokenize(example.text, and: second)
        #expect(pair.tokens.map(\.id) == example.input.ids)
      } else {
        #expect(try model.tokenize(example.text).map(\.id) == example.input.ids)
      }
    }
    try ParityRecord.note(.tokens, of: folder, model.info)
  }

  /// The same configuration in the words of transformers 4, in which most files are, makes the same model.
  @Test(arguments: folders.filter { FileSystem.isFile("\($0)/config.4x.json") })
  func olderWords(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    let copy = TemporaryFolder("older-words")
    for file in FileSystem.entries(of: folder) where !file.hasPrefix("config.") {
      try #require(symlink("\(folder)/\(file)", "\(copy.path)/\(file)") == 0)
    }
    try #require(symlink("\(folder)/config.4x.json", "\(copy.path)/config.json") == 0)
    let older = try load(model.info.id, in: copy.path)
    #expect(older.info == model.info)
    for example in oracle.cases {
      let traces = try [model, older].map { try $0.run(example.input, capturing: ["*"]) }
      #expect(traces[0].entries.map(\.site) == traces[1].entries.map(\.site))
      #expect(traces[0].differences(from: traces[1], at: model.catalog.sites) == [])
    }
  }

  /// Every recorded site agrees within the tolerance rule.
  @Test(arguments: folders) func sites(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    for example in oracle.cases {
      let trace = try model.run(example.input, capturing: [SitePattern("*")])
      #expect(example.sites.count > model.info.layers)
      for (site, expected) in example.sites {
        #expect(expected.mismatch(trace[site]) == nil, "\(site.name)")
      }
    }
    try ParityRecord.note(.sites, of: folder, model.info)
  }

  /// Greedy generation gives the reference's tokens.
  @Test(arguments: folders) func generation(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    for example in oracle.cases where !example.generated.isEmpty {
      let input = model.info.encoder == nil ? example.input : ModelInput(ids: example.input.ids)
      let options = GenerationOptions(maximumNewTokens: example.generated.count)
      let generation = try model.generate(input, options: options, capturing: [])
      let found = generation.steps.map(\.id)
      // Hugging Face's was told not to stop.
      #expect(!found.isEmpty && found == Array(example.generated.prefix(found.count)))
      #expect(found.count == example.generated.count || generation.endedByModel)
    }
    if oracle.cases.contains(where: { !$0.generated.isEmpty }) {
      try ParityRecord.note(.continuations, of: folder, model.info)
    }
  }

  /// Gradients of one score at the tokens' embeddings.
  @Test(arguments: folders) func gradients(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    for example in oracle.cases where !example.gradients.isEmpty {
      let result = try model.pass(
        PassRequest(
          inputs: [example.input], objective: example.objective,
          gradientsAt: example.gradients.map { SitePattern($0.site.name) }))
      #expect(abs(result.objectiveValues[0] - example.value) <= 1e-4 * max(1, abs(example.value)))
      for (site, expected) in example.gradients {
        let found = try #require(result.gradients[0][site])
        if expected.mismatch(found) == nil { continue }
        // No noise was recorded for gradients: it is what the last place of the embeddings makes of them.
        let noise = try (1...3).map { seed in
          try perturbed(model, example, at: site, seed: seed).largestDifference(from: found)
        }.max()
        let allowed = GoldenTensor(name: expected.name, tensor: expected.tensor, noise: noise)
        #expect(allowed.mismatch(found) == nil, "\(site.name)")
      }
    }
    if oracle.cases.contains(where: { !$0.gradients.isEmpty }) {
      try ParityRecord.note(.gradients, of: folder, model.info)
    }
  }

  /// The gradient after every number of the embeddings was changed by up to one unit in its last place.
  private func perturbed(
    _ model: TransformerModel, _ example: FamilyOracle.Case, at site: Site, seed: Int
  ) throws -> Tensor {
    let x = try #require(try model.run(example.input, capturing: [SitePattern(site.name)])[site])
    var numbers = SeededNumbers(seed: UInt64(seed))
    let moved = Tensor(
      shape: x.shape, values: x.values.map { $0 + $0.ulp * Float.random(in: -1...1, using: &numbers) })
    let result = try model.pass(
      PassRequest(
        inputs: [example.input], edits: [Edit(site.name, .set(.tensor("moved")))],
        objective: example.objective,
        gradientsAt: [SitePattern(site.name)], tensors: ["moved": moved]))
    return try #require(result.gradients[0][site])
  }

  /// Scores without an MLP and without a head.
  @Test(arguments: folders) func ablations(_ folder: String) throws {
    let (model, oracle) = try load(folder)
    for example in oracle.cases {
      for (edit, expected) in example.ablations {
        let result = try model.pass(
          PassRequest(
            inputs: [example.input], capture: [SitePattern(example.scores.name)], edits: [edit]))
        let scores = try #require(result.traces[0][example.scores])
        let row = example.ablatedRow.map { $0 < 0 ? scores.shape[0] + $0 : $0 }
        #expect(expected.mismatch(row.map { scores.slice($0) } ?? scores) == nil, "\(edit.text)")
      }
    }
    if oracle.cases.contains(where: { !$0.ablations.isEmpty }) {
      try ParityRecord.note(.ablations, of: folder, model.info)
    }
  }
}
