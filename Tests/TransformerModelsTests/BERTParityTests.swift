import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// Every form of the family against what Hugging Face computes on tiny checkpoints.
@Suite struct BERTParityTests {
  static let names = [
    "bert", "bert_legacy", "bert_plain", "bert_classifier", "bert_untied", "bert_cased_f16",
  ]

  /// The tokenizer gives the reference's ids.
  @Test(arguments: names) func tokenization(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases where example.secondText == nil {
      #expect(try model.tokenize(example.text).map(\.id) == example.ids)
    }
    try ParityRecord.note(.tokens, of: golden.directory, model.info)
  }

  /// Every recorded site agrees within the tolerance rule, for one text and for pairs.
  @Test(arguments: names) func sites(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    #expect(golden.cases.contains { $0.segments?.contains(1) ?? false })
    for example in golden.cases {
      let trace = try model.run(example.input, capturing: [SitePattern("*")])
      #expect(!example.sites.isEmpty)
      for (site, expected) in example.sites { #expect(expected.mismatch(trace[site]) == nil) }
      if let expected = example.lastLogits {
        let logits = try #require(trace["logits"])
        let rows = logits.shape[0] - expected.tensor.shape[0]..<logits.shape[0]
        #expect(expected.mismatch(logits.rows(rows)) == nil)
      }
    }
    try ParityRecord.note(.sites, of: golden.directory, model.info)
  }

  /// The head over every layer's last state agrees in values and ranks, whether the states count as normed or
  /// not.
  @Test(arguments: ["bert_untied", "bert_cased_f16"]) func lens(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    for example in golden.cases {
      let trace = try model.run(example.input, capturing: [SitePattern("layers.*.residual.post")])
      let states = Tensor.stacking(trace.entries.map { $0.tensor.slice(example.ids.count - 1) })
      let lens = try model.unembed(states, normed: true)
      #expect(try model.unembed(states, normed: false) == lens)
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
}
