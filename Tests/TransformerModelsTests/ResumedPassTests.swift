import ExplainerCore
import Tensors
import Testing

@testable import TransformerModels

/// Passes with edits that go on from what is remembered are, bit for bit, those that begin at the beginning.
@Suite struct ResumedPassTests {
  /// An edit at any site, asked for with everything captured.
  @Test(arguments: RuleModel.names) func same(_ name: String) throws {
    let one = try RuleModel(name)
    let memory = try #require(ActivationCache(one.model, limit: 1 << 28))
    let remembering = memory.model(expecting: ["layers.*.residual.pre", "decoder.layers.*.residual.pre"])
    let input = one.text(5)
    for site in one.editable {
      let request = PassRequest(
        inputs: [input], capture: ["*"], edits: [Edit(site.site.name, positions: IndexList(-1), .scale(0.5))])
      let anew = try one.model.pass(request).traces[0]
      let resumed = try remembering.pass(request).traces[0]
      #expect(anew.entries.map(\.site) == resumed.entries.map(\.site), "\(site.site)")
      for (first, second) in zip(anew.entries, resumed.entries) {
        // (NaN is not there; −∞ is, where scores are hidden.)
        #expect(first.tensor == second.tensor, "\(site.site): \(first.site)")
      }
    }
  }

  /// An edit in a late layer costs the layers from there on: of the stages of a sweep only the first pass reads the text
  /// from its beginning.
  @Test(arguments: ["gpt2", "bert", "llama3"]) func begins(_ name: String) throws {
    let one = try RuleModel(name)
    let memory = try #require(ActivationCache(one.model, limit: 1 << 28))
    let input = one.text(6)
    let last = one.model.info.layers - 1
    func ask() throws -> PassResult {
      try memory.pass(
        PassRequest(
          inputs: [input], capture: [SitePattern("layers.\(last).residual.post")],
          edits: [Edit("layers.\(last).mlp.output", .set(.number(0)))]))
    }
    _ = try ask()
    // What is remembered is what later passes begin with.
    let known = memory.byteCount
    #expect(known >= 4 * 6 * one.model.info.hiddenSize * (last + 1))
    let result = try ask()
    #expect(memory.byteCount == known)
    let stream = try #require(
      try one.model.run(input, capturing: [SitePattern("layers.\(last).residual.mid")]).entries.first?.tensor)
    // Where no norm stands behind the sum, the layer adds nothing but its attention then.
    if name != "bert" { #expect(result.traces[0].entries[0].tensor == stream) }
  }

  /// Several texts, objectives and edits at the beginning are made anew; nothing is lost.
  @Test func others() throws {
    let one = try RuleModel("gpt2")
    let memory = try #require(ActivationCache(one.model, limit: 1 << 28))
    let requests = [
      PassRequest(
        inputs: [one.text(4), one.text(7, seed: 2)], capture: ["logits"],
        edits: [Edit("layers.2.mlp.output", .scale(2))]),
      PassRequest(
        inputs: [one.text(4)], objective: Objective(terms: [Objective.Term(.id(7))]),
        gradientsAt: ["layers.1.residual.post"]),
      // An objective that is behind the edit, and one that is made of what stands before it too.
      PassRequest(
        inputs: [one.text(4)], edits: [Edit("layers.2.mlp.output", .scale(2))],
        objective: try Objective("#7 - layers.2.residual.pre[3]")),
      PassRequest(
        inputs: [one.text(4)], edits: [Edit("layers.2.mlp.output", .scale(2))],
        objective: try Objective("#7 - layers.1.residual.pre[3]")),
      PassRequest(inputs: [one.text(4)], capture: ["*"], edits: [Edit("embeddings.tokens", .scale(2))]),
      PassRequest(inputs: [one.text(4)], capture: ["*"], edits: [Edit("layers.0.mlp.output", .scale(2))]),
    ]
    for request in requests {
      let (anew, remembered) = (try one.model.pass(request), try memory.pass(request))
      for (first, second) in zip(anew.traces + anew.gradients, remembered.traces + remembered.gradients) {
        #expect(first.entries.elementsEqual(second.entries) { $0.site == $1.site && $0.tensor == $1.tensor })
      }
      #expect(anew.gradients.count == remembered.gradients.count)
      #expect(anew.objectiveValues == remembered.objectiveValues)
    }
  }
}
