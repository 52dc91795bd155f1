import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Several texts in one pass: what each gives is what it gives alone.
@Suite struct SeveralTextsTests {
  private static let lengths = [1, 9, 4, 23, 2, 16, 7]

  private func inputs(_ rules: RuleModel) -> [ModelInput] {
    Self.lengths.enumerated().map { index, length in
      var input = rules.text(length, seed: UInt64(index), decoderLength: 1 + (index * 5) % 12)
      // Pairs that change segment in other places, and texts of one segment.
      if let segments = input.segments, index % 3 == 0 { input.segments = segments.map { _ in 0 } }
      if let segments = input.segments, index % 3 == 1 {
        input.segments = segments.indices.map { $0 < 2 ? 0 : 1 }
      }
      return input
    }
  }

  /// Every site of seven texts of different lengths is what it is alone, within 1e-4 of its spread.
  ///
  /// No bits are promised: products of up to 16 rows, those of all texts, are summed in another order than larger ones.
  @Test(arguments: RuleModel.names) func oneByOne(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = inputs(rules)
    let together = try rules.model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
    for (input, trace) in zip(inputs, together) {
      let alone = try rules.model.run(input, capturing: ["*"])
      #expect(trace.entries.map(\.site) == alone.entries.map(\.site))
      for entry in alone.entries {
        let found = try #require(trace[entry.site])
        #expect(found.shape == entry.tensor.shape, "\(entry.site)")
        let share = found.largestDifference(from: entry.tensor) / max(entry.tensor.spread, 0.1)
        #expect(share <= 1e-4, "\(entry.site) of \(input.ids.count) tokens")
      }
    }
  }

  /// One text asked for as several is a plain pass, to the bit.
  @Test(arguments: RuleModel.names) func one(_ name: String) throws {
    let rules = try RuleModel(name)
    for input in inputs(rules) {
      let traces = try rules.model.pass(PassRequest(inputs: [input], capture: ["*"])).traces
      #expect(traces.count == 1)
      let alone = try rules.model.run(input, capturing: ["*"])
      #expect(traces[0].differences(from: alone, at: rules.catalog.sites) == [])
    }
  }

  /// The order of texts does not matter but for their place in the answer; the same text twice is the same twice.
  @Test(arguments: RuleModel.names) func order(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = [rules.text(6, seed: 1), rules.text(3, seed: 2), rules.text(6, seed: 1)]
    let traces = try rules.model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
    #expect(traces[0].differences(from: traces[2], at: rules.catalog.sites) == [])
    let back = try rules.model.pass(PassRequest(inputs: inputs.reversed(), capture: ["*"])).traces
    #expect(back[1].differences(from: traces[1], at: rules.catalog.sites) == [])
  }

  /// A pass of several stops as early as one of one text, and captures no more than it is asked for.
  @Test(arguments: RuleModel.names) func stopping(_ name: String) throws {
    let rules = try RuleModel(name)
    for site in [rules.catalog.sites[1], rules.catalog.sites[9]] {
      let traces = try rules.model.pass(
        PassRequest(inputs: [rules.text(3), rules.text(5)], capture: [SitePattern(site)])
      ).traces
      #expect(traces.allSatisfy { $0.entries.map(\.site) == [site] })
    }
    #expect(try rules.model.pass(PassRequest(inputs: [rules.text(3)])).traces[0].entries.isEmpty)
  }

  /// What cannot be read is told with the text it is in.
  @Test func refusals() throws {
    let rules = try RuleModel("gpt2")
    func refusal(_ inputs: [ModelInput]) throws -> String {
      let error = try #require(throws: (any Error).self) {
        try rules.model.pass(PassRequest(inputs: inputs, capture: ["logits"]))
      }
      return "\(error)"
    }
    #expect(try refusal([]).contains("a pass needs at least one text"))
    #expect(try refusal([rules.text(3), ModelInput(ids: [])]).contains("text 1: the text is empty"))
    #expect(try refusal([rules.text(65), rules.text(2)]).contains("text 0: the text is longer"))
    #expect(
      try refusal([rules.text(3), ModelInput(ids: [1], segments: [0])]).contains(
        "text 1: GPT-2 has no segments"))
  }
}
