import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// What a model is asked for can never trap it.
@Suite struct BARTInputTests {
  private func error(_ body: (any Model) throws -> Void) throws -> ExplainerError? {
    let model = try GoldenModel("bart").load()
    do {
      try body(model)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }

  private func error(running input: ModelInput, _ site: String = "logits") throws -> ExplainerError? {
    try error { _ = try $0.run(input, capturing: [SitePattern(site)]) }
  }

  /// Inputs that cannot be run are refused with both sides of the mismatch, on either side of the model.
  @Test func refusals() throws {
    let long = [Int](repeating: 1, count: 65)
    #expect(try error(running: ModelInput(ids: []))?.code == .badText)
    let tooLong = try error(running: ModelInput(ids: long))
    #expect(tooLong?.code == .badText && tooLong?.found == "65")
    let empty = try error(running: ModelInput(ids: [1], decoderIDs: []))
    #expect(empty?.code == .badText && empty?.message.contains("decoder") ?? false)
    let decoder = try error(running: ModelInput(ids: [1], decoderIDs: long))
    #expect(decoder?.code == .badText && decoder?.message.contains("decoder") ?? false)
    for id in [-1, 1000, .max] {
      #expect(try error(running: ModelInput(ids: [id]))?.code == .badParameter)
      #expect(try error(running: ModelInput(ids: [1], decoderIDs: [id]))?.code == .badParameter)
    }
    #expect(try error(running: ModelInput(ids: [1], segments: [0]))?.code == .badParameter)
    for site in ["embeddings", "layers.0.residual.post", "decoder.layers.9.residual.post"] {
      #expect(try error(running: ModelInput(ids: [1]), site)?.code == .badParameter)
    }
    let norm = try error(running: ModelInput(ids: [1]), "final_norm")
    #expect(norm?.code == .badParameter && norm?.remedy?.contains("decoder.layers.2.residual.post") ?? false)
    let states = Tensor(shape: [2, 47], values: [Float](repeating: 0, count: 94))
    #expect(try error { _ = try $0.unembed(states, normed: true) }?.code == .badShape)
  }

  /// Both contexts can be full; a full decoder can be continued by one token, not by two.
  @Test func fullContext() throws {
    let model = try GoldenModel("bart").load()
    let full = (0..<64).map { 5 + $0 * 7 % 900 }
    let input = ModelInput(ids: full, decoderIDs: full)
    #expect(try model.run(input, capturing: [SitePattern("logits")])["logits"]?.shape == [64, 1000])
    #expect(try model.generate(input, options: .init(maximumNewTokens: 1), capturing: []).steps.count == 1)
    let two = try error { _ = try $0.generate(input, options: .init(maximumNewTokens: 2), capturing: []) }
    #expect(two?.code == .badText)
    let many = try error { _ = try $0.generate(input, options: .init(maximumNewTokens: .max), capturing: []) }
    #expect(many?.code == .badText)
    let none = try error { _ = try $0.generate(input, options: .init(maximumNewTokens: 0), capturing: []) }
    #expect(none?.code == .badParameter)
  }

  /// One token alone is not forced to be the end, and sampling repeats itself with the same seed.
  @Test func generation() throws {
    let golden = try GoldenModel("bart")
    let model = try golden.load()
    let ids = try #require(golden.cases.first?.ids)
    let input = ModelInput(ids: ids, decoderIDs: [2, 0])
    let one = try model.generate(
      input, options: .init(maximumNewTokens: 1), capturing: [SitePattern("logits")])
    let logits = try #require(one.trace["logits"])
    #expect(one.steps.map(\.id) == [logits.slice(1).indexOfMaximum])
    let options = GenerationOptions(maximumNewTokens: 6, samples: true, seed: 4)
    let first = try model.generate(input, options: options, capturing: [])
    #expect(try model.generate(input, options: options, capturing: []).steps == first.steps)
  }
}
