import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Class heads against what transformers 5.24.0 computes: scores, one score's gradient, and scores after two ablations.
@Suite struct ClassHeadTests {
  private static let hasShared = FileSystem.isFile("\(Fixtures.shared)/tiny2/bert_qa/oracle.json")

  /// Shapes and labels of each kind of head.
  @Test(
    arguments: [
      ("bert_classifier", "class_logits", [1, 3], ["LABEL_0", "LABEL_1", "LABEL_2"]),
      ("bert_tokcls", "token_class_logits", [6, 5], ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]),
      ("bert_qa", "span_logits", [6, 2], nil),
    ] as [(String, String, [Int], [String]?)])
  func shapes(_ name: String, _ site: String, _ shape: [Int], _ labels: [String]?) throws {
    let rules = try RuleModel(name)
    #expect(try rules.trace(rules.text(6), capturing: [SitePattern(site)])[site]?.shape == shape)
    if let labels { #expect(rules.model.info.labels == labels) }
    #expect(rules.model.info.outputHeads.count == 1)
    #expect(rules.catalog.sites.last?.name == site)
    // Of several texts each has its own.
    let traces = try rules.model.pass(
      PassRequest(inputs: [rules.text(3, seed: 2), rules.text(6)], capture: [SitePattern(site)])
    ).traces
    #expect(traces.map { $0[site]?.shape[0] } == (shape[0] == 1 ? [1, 1] : [3, 6]))
  }

  /// The pooler reads the first token, through a map and a hyperbolic tangent; the class scores read the pooler alone.
  @Test func pooler() throws {
    let rules = try RuleModel("bert_classifier")
    let input = rules.text(5)
    let plain = try rules.trace(input)
    let last = try #require(plain[.layer(rules.model.info.layers - 1, "residual.post")])
    let steps = rules.model.parts.readouts[0].steps
    var pooled = steps[0].map(last.rows(0..<1))
    pooled.apply(.tanh)
    #expect(plain["pooler"] == pooled)
    #expect(plain["class_logits"] == steps[1].map(pooled))
    let edited = try rules.trace(input, [Edit("pooler", .set(.number(0.5)))])
    let half = Tensor(shape: [1, 24], values: [Float](repeating: 0.5, count: 24))
    #expect(edited["class_logits"] == steps[1].map(half))
    let others = try rules.trace(
      input, [Edit("layers.1.residual.post", positions: IndexList(1, 2, 3, 4), .set(.number(0)))])
    #expect(others["class_logits"] == plain["class_logits"])
  }

  @Test(arguments: ["bert_qa", "bert_tokcls"]) func fixture(_ name: String) throws {
    try expectRecorded(Fixtures.model(name), cases: ["short"])
  }

  @Test(
    .enabled(if: hasShared, "the folder 'shared' is not beside the package"),
    arguments: ["bert_qa", "bert_tokcls", "bert_seqcls"])
  func all(_ name: String) throws {
    try expectRecorded("\(Fixtures.shared)/tiny2/\(name)", cases: ["short", "long"])
  }

  private func expectRecorded(_ directory: String, cases: [String]) throws {
    let loaded = try Fixtures.loaded(ModelLocation(id: directory, directory: directory, origin: .directory))
    let model = try #require(loaded as? TransformerModel)
    let file = try SafetensorsFile(path: "\(directory)/oracle.safetensors")
    let document = try ModelConfiguration(path: "\(directory)/oracle.json")
    let heads = ["class_logits", "token_class_logits", "span_logits"].map { Site(part: $0) }
    let head = try #require(heads.first { model.catalog.number(of: $0) != nil })
    for name in cases {
      let words = try #require(document.value("cases")?[name])
      let input = ModelInput(
        ids: try file.integers(named: "\(name)/ids"),
        segments: try file.integers(named: "\(name)/token_type_ids"))
      let noise = words["fp32_vs_fp64"]?["logits_max_abs"]?.double
      func expect(_ key: String, _ edits: [Edit]) throws {
        let found = try #require(
          try model.pass(PassRequest(inputs: [input], capture: [SitePattern(head)], edits: edits)).traces[0][
            head])
        let golden = GoldenTensor(
          name: "\(directory) \(name)/\(key)", tensor: try file.tensor(named: "\(name)/\(key)"), noise: noise)
        #expect(golden.mismatch(found.reshaped(golden.tensor.shape)) == nil)
      }
      try expect("logits", [])
      try expect("zero_mlp1", [Edit("layers.1.mlp.output", .set(.number(0)))])
      try expect("zero_head", [Edit("layers.1.attention.mixed", heads: IndexList(0), .set(.number(0)))])

      let index = try #require(words["grad"]?["index"]?.int)
      let term =
        switch head.part {
        case "span_logits": Objective.Term(.start, position: index)
        case "class_logits": Objective.Term(.label(model.info.labels[index]))
        default:
          Objective.Term(
            .label(model.info.labels[index]), position: try #require(words["target_position"]?.int))
        }
      let result = try model.pass(
        PassRequest(inputs: [input], objective: Objective(terms: [term]), gradientsAt: ["embeddings.tokens"]))
      let value = try #require(words["grad"]?["value"]?.double)
      #expect(abs(result.objectiveValues[0] - value) <= 1e-5)
      // How far single precision is off was not recorded of gradients: 1e-4 of their spread.
      let golden = GoldenTensor(
        name: "\(directory) \(name)/grad_logit", tensor: try file.tensor(named: "\(name)/grad_logit"),
        noise: nil)
      #expect(golden.mismatch(result.gradients[0]["embeddings.tokens"]) == nil)
    }
  }
}
