import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Several texts that are continued side by side: what each gives is what it gives alone.
@Suite struct GenerationOfSeveralTests {
  private static let lengths = [1, 9, 4, 17, 2]

  private func inputs(_ rules: RuleModel) -> [ModelInput] {
    Self.lengths.enumerated().map { index, length in
      rules.text(length, seed: UInt64(index), decoderLength: 1 + (index * 5) % 7)
    }
  }

  private func expect(_ found: Generation, _ alone: Generation) {
    #expect(found.promptIDs == alone.promptIDs && found.endedByModel == alone.endedByModel)
    #expect(found.steps.map(\.id) == alone.steps.map(\.id))
    for (one, other) in zip(found.steps, alone.steps) {
      #expect(abs(one.probability - other.probability) <= 1e-4)
    }
    #expect(found.trace.entries.map(\.site) == alone.trace.entries.map(\.site))
    for (one, other) in zip(found.trace.entries, alone.trace.entries) {
      let share = one.tensor.largestDifference(from: other.tensor) / max(other.tensor.spread, 0.1)
      #expect(one.tensor.shape == other.tensor.shape && share <= 1e-4, "\(one.site)")
    }
  }

  @Test(
    arguments: EditedGenerationTests.names,
    [
      GenerationOptions(maximumNewTokens: 6),
      GenerationOptions(maximumNewTokens: 6, samples: true, temperature: 1.5, topK: 40, seed: 3),
      GenerationOptions(maximumNewTokens: 6, beams: 3), GenerationOptions(maximumNewTokens: 1),
    ])
  func oneByOne(_ name: String, _ options: GenerationOptions) throws {
    let rules = try RuleModel(name)
    let inputs = inputs(rules)
    let together = try rules.model.generate(
      GenerationRequest(inputs: inputs, options: options, capture: ["*"]))
    #expect(together.count == inputs.count)
    for (input, found) in zip(inputs, together) {
      expect(found, try rules.model.generate(input, options: options, capturing: ["*"]))
    }
  }

  /// Edits are made in each text, by its own positions.
  @Test(arguments: EditedGenerationTests.names, [nil, 2]) func edited(_ name: String, _ beams: Int?) throws {
    let rules = try RuleModel(name)
    let (inputs, stack) = (inputs(rules), rules.model.parts.stack.name.map { "\($0)." } ?? "")
    let options = GenerationOptions(maximumNewTokens: 4, beams: beams)
    let edits = [
      Edit("\(stack)layers.1.mlp.output", positions: IndexList(-1, 0), .scale(-2)),
      Edit("\(stack)layers.0.attention.pattern", dimensions: IndexList(0), .scale(0.3), renormalises: true),
    ]
    let together = try rules.model.generate(
      GenerationRequest(inputs: inputs, options: options, capture: ["*"], edits: edits))
    for (input, found) in zip(inputs, together) {
      let request = GenerationRequest(inputs: [input], options: options, capture: ["*"], edits: edits)
      expect(found, try rules.model.generate(request)[0])
    }
  }

  /// A text that ends drops out, and the others go on as they would alone.
  @Test(arguments: ["gpt2", "bart"]) func ends(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = inputs(rules)
    let options = GenerationOptions(maximumNewTokens: 8)
    let end = try rules.model.generate(inputs[1], options: options, capturing: []).steps[2].id
    let checkpoint = AlteredCheckpoint(name)
    let directory = try checkpoint.prepare(without: ["generation_config.json"])
    checkpoint.folder.write(
      "{\"eos_token_id\": \(end), \"decoder_start_token_id\": 2}", to: "generation_config.json")
    let model = try checkpoint.load(directory)
    let together = try model.generate(GenerationRequest(inputs: inputs, options: options, capture: ["*"]))
    #expect(Set(together.map(\.steps.count)).count > 1 && together[1].endedByModel)
    for (input, found) in zip(inputs, together) {
      expect(found, try model.generate(input, options: options, capturing: ["*"]))
    }
  }

  /// The prompts are read in one pass, and each step is one more for all texts.
  @Test(arguments: ["gpt2", "bart"]) func passes(_ name: String) throws {
    let stages = StageList()
    let checkpoint = AlteredCheckpoint(name)
    let directory = try checkpoint.prepare(without: ["generation_config.json"])
    checkpoint.folder.write("{\"decoder_start_token_id\": 2}", to: "generation_config.json")
    let model = try ModelLoader.load(
      ModelLocation(id: name, directory: directory, origin: .directory), observer: stages.hear)
    _ = try model.generate(
      GenerationRequest(inputs: inputs(try RuleModel(name)), options: .init(maximumNewTokens: 5)))
    #expect(stages.names.count { $0 == "forward" } == 1 && stages.names.count { $0 == "decode" } == 4)
  }

  /// What another text of the prompt holds can be put in, and averaged, at positions of the prompts.
  @Test(arguments: EditedGenerationTests.names, [nil, 3]) func acrossTexts(_ name: String, _ beams: Int?)
    throws
  {
    let rules = try RuleModel(name)
    let inputs = [rules.text(4, seed: 1), rules.text(6, seed: 2)]
    let site = (rules.model.parts.stack.name.map { "\($0)." } ?? "") + "layers.0.residual.post"
    let options = GenerationOptions(maximumNewTokens: 4, beams: beams)
    let held = try rules.model.pass(PassRequest(inputs: inputs, capture: [SitePattern(site)])).traces
    let rows = try held.map { try #require($0[site]).rows(1..<2) }
    let mean = Tensor(shape: rows[0].shape, values: zip(rows[0].values, rows[1].values).map { ($0 + $1) / 2 })
    func generate(_ inputs: [ModelInput], _ change: Edit.Change, _ texts: IndexList?) throws -> [Generation] {
      try rules.model.generate(
        GenerationRequest(
          inputs: inputs, options: options, capture: ["*"],
          edits: [Edit(site, texts: texts, positions: IndexList(1), change)],
          tensors: ["theirs": rows[1], "mean": mean]))
    }
    let put = try generate(inputs, .set(.text(1)), IndexList(0))
    expect(put[0], try generate([inputs[0]], .set(.tensor("theirs")), nil)[0])
    expect(put[1], try rules.model.generate(inputs[1], options: options, capturing: ["*"]))
    for (input, found) in zip(inputs, try generate(inputs, .mean(.texts), nil)) {
      expect(found, try generate([input], .set(.tensor("mean")), nil)[0])
    }
  }

  @Test func refusals() throws {
    let rules = try RuleModel("gpt2")
    func refusal(_ inputs: [ModelInput], _ count: Int = 3) throws -> String {
      let error = try #require(throws: (any Error).self) {
        try rules.model.generate(
          GenerationRequest(inputs: inputs, options: .init(maximumNewTokens: count)))
      }
      return "\(error)"
    }
    #expect(try refusal([]).contains("there is no text to continue"))
    #expect(try refusal([rules.text(3), ModelInput(ids: [])]).contains("text 1: the text is empty"))
    #expect(
      try refusal([rules.text(2), rules.text(63)], 3).contains("text 1: the text and the tokens to add"))
    #expect(try refusal([rules.text(2), rules.text(3)], 0).contains("'maximum_new_tokens' is out of range"))
    let masked = try RuleModel("bert")
    #expect(throws: ExplainerError.self) {
      try masked.model.generate(
        GenerationRequest(inputs: [masked.text(3), masked.text(4)], options: .init(maximumNewTokens: 2)))
    }
  }
}
