import ExplainerCore
import Tensors
import Testing

@testable import TransformerModels

/// A way back for which blocks are run again leaves, bit for bit, what one leaves for which everything was kept.
@Suite struct RecomputedPassTests {
  /// What a pass leaves both ways is the same.
  private func expectSame(
    _ request: PassRequest, by rules: RuleModel, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var again = request
    again.recomputes = true
    let (kept, recomputed) = (try rules.model.pass(request), try rules.model.pass(again))
    #expect(kept.objectiveValues == recomputed.objectiveValues, "\(words)", sourceLocation: sourceLocation)
    #expect(kept.notes == recomputed.notes, "\(words)", sourceLocation: sourceLocation)
    for (first, second) in [(kept.traces, recomputed.traces), (kept.gradients, recomputed.gradients)] {
      #expect(first.count == second.count)
      for (first, second) in zip(first, second) {
        let other = zip(first.entries, second.entries).filter {
          $0.site != $1.site || !$0.tensor.isIdentical(to: $1.tensor)
        }
        #expect(
          first.entries.count == second.entries.count && other.isEmpty,
          "\(words): \(other.map(\.0.site.name))", sourceLocation: sourceLocation)
      }
    }
  }

  /// Stacks that are there, as sites name them.
  private func stacks(_ rules: RuleModel) -> [String] {
    rules.model.info.encoder == nil ? [""] : ["encoder.", "decoder."]
  }

  private func last(_ stack: String, _ rules: RuleModel) -> Int {
    (stack == "encoder." ? rules.model.info.encoder?.layers ?? 1 : rules.model.info.layers) - 1
  }

  /// Gradients at every site, of scores and of what flows in the middle, of one text and of several.
  @Test(arguments: RuleModel.names) func objectives(_ name: String) throws {
    let scores = try GradientCase(name)
    let rules = scores.rules
    let inside = stacks(rules).flatMap { stack in
      ["residual.pre[3]", "attention.query[1, 2]", "residual.mid[5]", "mlp.neurons[7]", "residual.post[0]"]
        .flatMap { ["\(stack)layers.0.\($0)", "\(stack)layers.\(last(stack, rules)).\($0)@0"] }
    }
    // (Halves side by side have no stream between them, and experts no neurons of the layer.)
    .filter { (try? rules.catalog.resolve([SitePattern(String($0.prefix { $0 != "[" }))])) != nil }
    var objectives = [scores.objective] + (try inside.map { try Objective($0) })
    objectives.append(Objective(terms: objectives.flatMap(\.terms)))
    if let last = rules.model.info.encoder.map({ _ in last("decoder.", rules) }) {
      objectives.append(
        try Objective("decoder.layers.0.cross_attention.key[0, 1] - decoder.layers.\(last).residual.cross[2]")
      )
    }
    let texts = [(5, 4), (2, 3), (7, 2)].map { rules.text($0, seed: UInt64($0), decoderLength: $1) }
    for (number, objective) in objectives.enumerated() {
      for inputs in [[texts[0]], texts] {
        let request = PassRequest(
          inputs: inputs, capture: number % 2 == 0 ? ["*"] : [], objective: objective, gradientsAt: ["*"])
        try expectSame(request, by: rules, "\(objective.text) of \(inputs.count)")
      }
    }
  }

  /// Gradients at one site, wherever it is: of nothing before it a step is kept.
  @Test(arguments: RuleModel.names) func sites(_ name: String) throws {
    let slopes = try GradientCase(name)
    for site in slopes.rules.editable {
      let request = PassRequest(
        inputs: slopes.inputs, objective: slopes.objective, gradientsAt: [SitePattern(site.site)])
      try expectSame(request, by: slopes.rules, site.site.name)
    }
  }

  /// Edits at any site, with numbers of their own and of another text.
  @Test(arguments: RuleModel.names) func edits(_ name: String) throws {
    let slopes = try GradientCase(name)
    let rules = slopes.rules
    let inputs = [rules.text(4, seed: 1), rules.text(4, seed: 2)]
    let noise = Tensor.normal([rules.model.info.hiddenSize], seed: 4)
    for site in rules.editable {
      let place = site.site.name
      var edits = [Edit(place, texts: IndexList(0), positions: IndexList(-1), .scale(0.5))]
      switch site.kind.access {
      case .rows, .heads:
        edits.append(Edit(place, texts: IndexList(1), positions: IndexList(0), .add(.text(0))))
      default: edits.append(Edit(place, positions: IndexList(-1), heads: IndexList(0), .add(.number(0.25))))
      }
      if site.kind.shape == [.tokens, .width] { edits.append(Edit(place, .remove(.tensor("noise")))) }
      if site.kind.part.hasSuffix("pattern") {
        edits.append(
          Edit(place, positions: IndexList(-1), dimensions: IndexList(0), .scale(0.25), renormalises: true))
      }
      let request = PassRequest(
        inputs: inputs, capture: ["*"], edits: edits, objective: slopes.objective, gradientsAt: ["*"],
        tensors: ["noise": noise])
      try expectSame(request, by: rules, place)
    }
  }

  /// The tape holds one step a block, and none of a block before everything that is asked for.
  @Test(arguments: ["gpt2", "bert", "bart", "llama3"]) func tapes(_ name: String) throws {
    let slopes = try GradientCase(name)
    let model = slopes.rules.model
    for part in ["embeddings", "layers.1.mlp.output"] {
      for stack in stacks(slopes.rules) {
        var request = PassRequest(
          inputs: slopes.inputs, objective: slopes.objective, gradientsAt: [SitePattern(stack + part)])
        request.recomputes = true
        var pass = Pass(try model.plan(request), in: model.catalog)
        _ = model.run(&pass)
        let tape = pass.tape
        let steps = try #require(tape).steps
        let others = model.parts.encoder.map { stack == "encoder." ? $0.blocks.count : 0 } ?? 0
        let blocks = others + model.parts.stack.blocks.count - (part == "embeddings" ? 0 : 1)
        #expect(steps.count { $0 is BlockStep } == blocks, "\(stack)\(part)")
        #expect(!steps.contains { $0 is AttentionStep }, "\(stack)\(part)")
      }
    }
  }
}
