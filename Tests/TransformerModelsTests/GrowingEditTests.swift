import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Edits that would be others with each token that is added are refused before anything runs, with what would be right.
@Suite struct GrowingEditTests {
  private static let block = "layers.1.mlp.output"
  private static let pattern = "layers.1.attention.pattern"
  private static let scores = "layers.1.attention.scores"

  private static let refused: [(edit: String, message: String, remedy: String)] = [
    ("\(block) mean=positions", "a mean over positions cannot be made at tokens to come", "positions=0-4"),
    ("\(block) positions=3-6 mean=positions", "a mean over positions cannot be made", "positions=0-4"),
    ("\(block) mean=texts", "a mean over texts cannot be made at tokens to come", "positions=0-4"),
    ("\(block) set=@text:0", "what another text of the pass holds cannot be made", "positions=0-4"),
    ("\(block) add=@whole", "the tensor 'whole' has a row for each of some tokens", "positions=0-4"),
    (#"\#(block) set="The keys""#, "'The keys' has a row for each of some tokens", "positions=0-4"),
    ("\(scores) set=@square", "the tensor 'square' has a row for each of some tokens", "positions=0-4"),
    ("\(scores) positions=1 set=@three", "how many tokens are looked at grows", "dims=0"),
    ("\(pattern) remove=@three", "how many tokens are looked at grows", "dims=0"),
    ("\(pattern) set=0.1", "tokens would get weights of later ones", "dims=0-4"),
    ("\(pattern) positions=2 set=0.1", "tokens would get weights of later ones", "dims=0-4"),
    ("\(pattern) positions=5 dims=6 set=0.1", "tokens would get weights of later ones", "dims=0-4"),
    ("\(pattern) positions=4,7 dims=5 add=0.1", "tokens would get weights of later ones", "dims=0-4"),
    ("\(pattern) positions=5 dims=4-6 keep=@three", "tokens would get weights of later ones", "dims=0-4"),
  ]

  private static let tensors: [String: Tensor] = [
    "whole": Tensor(shape: [5, 40], filling: { _ in }),
    "square": Tensor(shape: [5, 5, 5], filling: { _ in }),
    "three": Tensor(shape: [3], values: [1, 2, 3]),
    "longer": Tensor(shape: [6, 40], filling: { _ in }),
  ]

  private func generate(_ edits: [Edit], new count: Int = 5, capture: [SitePattern] = []) throws
    -> [Generation]
  {
    let rules = try RuleModel("gpt2")
    return try rules.model.generate(
      GenerationRequest(
        inputs: [rules.text(5)], options: .init(maximumNewTokens: count), capture: capture, edits: edits,
        tensors: Self.tensors))
  }

  private func refusal(_ edit: String, new count: Int = 5) throws -> ExplainerError {
    let edit = try Edit(edit)
    return try #require(throws: ExplainerError.self) { try generate([edit], new: count) }
  }

  @Test(arguments: refused.indices) func refuses(_ index: Int) throws {
    let (edit, message, remedy) = Self.refused[index]
    let error = try refusal(edit)
    #expect(error.code == .badParameter && error.message.hasPrefix("while a text is continued \(message)"))
    #expect(error.remedy?.contains(remedy) == true && error.location == ["edit '\(edit)'"])
  }

  /// With one token to add nothing grows: a pass over the prompt is all there is.
  @Test(arguments: [
    "\(block) mean=positions", "\(block) add=@whole", "\(pattern) set=0.1", "\(scores) set=@square",
  ])
  func oneToken(_ edit: String) throws {
    #expect(try generate([Edit(edit)], new: 1)[0].steps.count == 1)
  }

  /// Places beyond what is passed: the last token that is added needs no position.
  @Test func places() throws {
    #expect(try generate([Edit("\(Self.block) positions=8,-5 scale=0")])[0].steps.count == 5)
    let beyond = try refusal("\(Self.block) positions=9 scale=0")
    #expect(beyond.message == "there is no index 9: there are 9 tokens, 4 of them to come")
    #expect(beyond.expected == "-5 to 8")
    #expect(try refusal("\(Self.block) positions=-6 scale=0").found == "-6")
    #expect(try refusal("\(Self.pattern) dims=9 scale=0").expected == "-5 to 8")
    #expect(
      try refusal("embeddings dims=40 scale=0").message == "there is no index 40: there are 40 dimensions")
    let tensor = try refusal("\(Self.block) positions=4,5 set=@whole")
    #expect(tensor.code == .badShape && tensor.found == "[5, 40]")
    #expect(try generate([Edit("\(Self.block) positions=3-8 set=@longer")])[0].steps.count == 5)
  }

  /// Texts and tensors that are not there are told before a model is asked.
  @Test func missing() {
    func refusal(_ edit: Edit) -> ExplainerError? {
      #expect(throws: ExplainerError.self) {
        try GenerationRequest(
          inputs: [ModelInput(ids: [1])], options: .init(maximumNewTokens: 2), edits: [edit],
          tensors: Self.tensors
        ).check()
      }
    }
    #expect(refusal(Edit(Self.block, .add(.tensor("wole"))))?.remedy == "did you mean 'whole'?")
    #expect(refusal(Edit(Self.block, .add(.text(1))))?.message == "there is no text 1 in this pass")
    #expect(refusal(Edit(Self.block, texts: IndexList(1), .scale(0)))?.code == .badParameter)
  }

  /// Prompts of an encoder do not grow; what is looked at across does not either.
  @Test func encoders() throws {
    let rules = try RuleModel("bart")
    let input = rules.text(4, decoderLength: 2)
    func generate(_ edit: String) throws -> Generation {
      try rules.model.generate(
        GenerationRequest(
          inputs: [input], options: .init(maximumNewTokens: 3), edits: [try Edit(edit)],
          tensors: Self.tensors))[0]
    }
    _ = try generate("encoder.layers.0.mlp.output mean=positions")
    _ = try generate("decoder.layers.0.cross_attention.pattern set=0.1")
    _ = try generate("decoder.layers.0.cross_attention.value positions=3 mean=positions")
    #expect(throws: ExplainerError.self) { try generate("encoder.layers.0.mlp.output positions=4 scale=0") }
    #expect(throws: ExplainerError.self) { try generate("decoder.layers.0.mlp.output positions=4 scale=0") }
  }

  /// What is read off beside the scores of tokens changes nothing of a text; nor of what does not depend on it.
  @Test func beside() throws {
    let rules = try RuleModel("bert_classifier")
    func refusal(_ site: String, _ capture: SitePattern...) throws -> String? {
      let edit = Edit(site, .scale(0))
      let error = #expect(throws: ExplainerError.self) {
        try rules.trace(rules.text(3), [edit], capturing: capture)
      }
      return error?.message
    }
    #expect(
      try refusal("class_logits", "pooler")
        == "the edit of 'class_logits' changes nothing that is asked for")
    _ = try rules.trace(rules.text(3), [Edit("pooler", .scale(0))], capturing: ["class_logits"])
    let both = try RuleModel("bert")
    guard both.catalog.sites.contains(.pooler) else { return }
    #expect(throws: ExplainerError.self) {
      try both.trace(both.text(3), [Edit("pooler", .scale(0))], capturing: ["logits"])
    }
    _ = try both.trace(both.text(3), [Edit("pooler", .scale(0))], capturing: ["pooler", "logits"])
  }
}
