import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
import TransformerModels

/// What a model is asked for can never trap it.
@Suite struct GPT2InputTests {
  private func error(_ body: (any Model) throws -> Void) throws -> ExplainerError? {
    let model = try GoldenModel("gpt2").load()
    do {
      try body(model)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }

  /// Inputs that cannot be run are refused with both sides of the mismatch.
  @Test func refusals() throws {
    let long = ModelInput(ids: [Int](repeating: 1, count: 65))
    #expect(try error { _ = try $0.run(ModelInput(ids: []), capturing: []) }?.code == .badText)
    let tooLong = try error { _ = try $0.run(long, capturing: []) }
    #expect(
      tooLong?.code == .badText && tooLong?.found == "65" && tooLong?.remedy?.contains("--truncate") ?? false)
    for id in [-1, 1000, .max] {
      #expect(try error { _ = try $0.run(ModelInput(ids: [id]), capturing: []) }?.code == .badParameter)
      #expect(try error { _ = try $0.tokens(withIDs: [id]) }?.code == .badParameter)
    }
    let segments = ModelInput(ids: [1], segments: [0])
    #expect(try error { _ = try $0.run(segments, capturing: []) }?.code == .badParameter)
    let site = SitePattern("layers.9.residual.post")
    #expect(try error { _ = try $0.run(ModelInput(ids: [1]), capturing: [site]) }?.code == .badParameter)
    for shape in [[2, 41], [40], [1, 2, 40]] {
      let states = Tensor(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
      #expect(try error { _ = try $0.unembed(states, normed: true) }?.code == .badShape)
    }
  }

  /// A full context can be read and continued by one token, not by two.
  @Test func fullContext() throws {
    let model = try GoldenModel("gpt2").load()
    let full = ModelInput(ids: (0..<64).map { $0 * 7 % 1000 })
    #expect(try model.run(full, capturing: [SitePattern("logits")])["logits"]?.shape == [64, 1000])
    let one = GenerationOptions(maximumNewTokens: 1)
    #expect(try model.generate(full, options: one, capturing: []).steps.count == 1)
    let two = try error { _ = try $0.generate(full, options: .init(maximumNewTokens: 2), capturing: []) }
    #expect(two?.code == .badText && two?.found?.contains("64 tokens and 2 to add") ?? false)
    let many = try error { _ = try $0.generate(full, options: .init(maximumNewTokens: .max), capturing: []) }
    #expect(many?.code == .badText)
  }

  /// Settings of generation out of range are refused by name.
  @Test func generationSettings() throws {
    func name(_ change: (inout GenerationOptions) -> Void) throws -> String? {
      var options = GenerationOptions(maximumNewTokens: 1, samples: true)
      change(&options)
      return try error { _ = try $0.generate(ModelInput(ids: [1]), options: options, capturing: []) }?.message
    }
    #expect(try name { $0.maximumNewTokens = 0 }?.contains("maximum_new_tokens") ?? false)
    #expect(try name { $0.temperature = 0 }?.contains("temperature") ?? false)
    #expect(try name { $0.temperature = .nan }?.contains("temperature") ?? false)
    #expect(try name { $0.topK = -1 }?.contains("top_k") ?? false)
    #expect(try name { $0.topP = 0 }?.contains("top_p") ?? false)
    #expect(try name { $0.topP = 1.5 }?.contains("top_p") ?? false)
    #expect(try name { _ in } == nil)
  }

  /// No states to unembed give no logits.
  @Test func noStates() throws {
    let model = try GoldenModel("gpt2").load()
    #expect(try model.unembed(Tensor(shape: [0, 40], values: []), normed: true).shape == [0, 1000])
  }

  /// Tokens carry text, spelling, place and bytes; the places tile the text.
  @Test func tokens() throws {
    let model = try GoldenModel("gpt2").load()
    let text = "Zoë's café"
    let tokens = try model.tokenize(text)
    #expect(tokens.compactMap(\.byteRange).map(\.count).reduce(0, +) == text.utf8.count)
    #expect(String(decoding: tokens.flatMap { $0.bytes ?? [] }, as: UTF8.self) == text)
    #expect(try model.tokens(withIDs: tokens.map(\.id)).map(\.piece) == tokens.map(\.piece))
    #expect(try model.tokenize("").isEmpty)
    let end = try #require(model.tokens(withIDs: [0]).first)
    #expect(end.isSpecial && end.bytes == nil)
  }
}
