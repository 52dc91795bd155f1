import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Patterns are matched once, and what is remembered is what matching gives.
@Suite struct SiteCatalogTests {
  private func catalog(of model: String) throws -> SiteCatalog {
    try #require(
      try Fixtures.loaded(ModelLocation(id: model, directory: Fixtures.model(model), origin: .directory))
        as? TransformerModel
    ).catalog
  }

  @Test func remembered() throws {
    let catalog = try catalog(of: "gpt2")
    let sets: [[SitePattern]] = [["layers.*.residual.post"], ["logits"], ["layers.1.*.*", "logits"], ["*"]]
    for _ in 0..<3 {
      for patterns in sets {
        #expect(try catalog.resolve(patterns) == patterns.resolve(among: catalog.sites))
      }
    }
    for _ in 0..<2 {
      #expect(throws: ExplainerError.self) { try catalog.resolve(["layers.9.residual.post"]) }
    }
  }

  /// More sets than are remembered are all right.
  @Test func forgets() throws {
    let catalog = try catalog(of: "gpt2")
    for layer in 0..<200 {
      let patterns = [SitePattern("layers.\(layer % 3).residual.*"), SitePattern("*")]
      #expect(try catalog.resolve(patterns).count == catalog.sites.count)
    }
  }

  /// What one pass leaves behind comes in the catalog's order, with the shapes that are declared: declaring a site
  /// where its part is built is declaring it in the order of the computation.
  @Test(arguments: ["gpt2", "bert", "bert_classifier", "bart"])
  func declared(_ name: String) throws {
    let model = try #require(
      try Fixtures.loaded(ModelLocation(id: name, directory: Fixtures.model(name), origin: .directory))
        as? TransformerModel)
    let input = try model.readable(
      ModelInput(ids: [3, 1, 4, 1, 5], decoderIDs: name == "bart" ? [2, 7, 1] : nil))
    let trace = try model.run(input, capturing: ["*"])
    #expect(trace.entries.map(\.site) == model.catalog.sites)
    for (entry, declaration) in zip(trace.entries, model.catalog.declarations) {
      let tokens = entry.site.stack == "encoder" ? 5 : input.decoderIDs?.count ?? 5
      let shape = declaration.shape.map { extent in
        switch extent {
        case .tokens: tokens
        case .encoderTokens: 5
        case .size(let size): size
        }
      }
      #expect(entry.tensor.shape == shape, "\(entry.site)")
    }
  }

  /// A site that other models have is missing for a reason, which says what to use instead.
  @Test(arguments: [
    ("bert", "layers.*.attention.normed", "Use 'layers.0.residual.pre'"),
    ("bart", "decoder.layers.0.mlp.normed", "Use 'decoder.layers.0.residual.cross'"),
    ("lfm2", "layers.2.attention.pattern", "Use 'layers.2.mixer.output'"),
    ("lfm2", "layers.1.mixer.*", "Use 'layers.1.attention.output'"),
    ("gpt2", "layers.*.mixer.gate", "Use 'layers.0.attention.output'"),
    ("llama3", "layers.1.attention.latent", "Use 'layers.1.attention.normed'"),
    ("gpt2", "layers.1.mlp.gate", "Use 'layers.1.mlp.neurons'"),
    ("bert", "final_norm", "Use 'layers.2.residual.post', the last state"),
  ])
  func missing(_ model: String, _ pattern: String, _ remedy: String) throws {
    let catalog = try catalog(of: model)
    let error = #expect(throws: ExplainerError.self) { try catalog.resolve([SitePattern(pattern)]) }
    #expect(error?.remedy == remedy)
  }
}
