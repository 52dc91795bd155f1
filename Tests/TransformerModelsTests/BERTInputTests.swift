import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// What a model is asked for can never trap it.
@Suite struct BERTInputTests {
  private func error(_ name: String = "bert", _ body: (any Model) throws -> Void) throws -> ExplainerError? {
    let model = try GoldenModel(name).load()
    do {
      try body(model)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }

  private func run(_ input: ModelInput, _ site: String = "embeddings") -> (any Model) throws -> Void {
    { _ = try $0.run(input, capturing: [SitePattern(site)]) }
  }

  /// Inputs that cannot be run are refused with both sides of the mismatch.
  @Test func refusals() throws {
    #expect(try error("bert", run(ModelInput(ids: [])))?.code == .badText)
    let long = try error("bert", run(ModelInput(ids: [Int](repeating: 1, count: 65))))
    #expect(long?.code == .badText && long?.found == "65" && long?.remedy?.contains("--truncate") ?? false)
    for id in [-1, 1000, .max] {
      #expect(try error("bert", run(ModelInput(ids: [id])))?.code == .badParameter)
    }
    #expect(try error("bert", run(ModelInput(ids: [1], decoderIDs: [1])))?.code == .badParameter)
    #expect(try error("bert", run(ModelInput(ids: [1]), "layers.9.residual.post"))?.code == .badParameter)
    for shape in [[2, 49], [48], [1, 2, 48]] {
      let states = Tensor(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
      #expect(try error("bert") { _ = try $0.unembed(states, normed: true) }?.code == .badShape)
    }
  }

  /// Segments must be as many as tokens and within what the model knows.
  @Test func segments() throws {
    for segments in [[0], [0, 0, 0], [0, 2], [-1, 0], [0, .max]] {
      let found = try error("bert", run(ModelInput(ids: [1, 2], segments: segments)))
      #expect(found?.code == .badParameter)
    }
    #expect(try error("bert", run(ModelInput(ids: [1, 2], segments: [0, 1]))) == nil)
    #expect(try error("bert_untied", run(ModelInput(ids: [1, 2], segments: [0, 2]))) == nil)
  }

  /// A full context and a single token can be read.
  @Test func extremes() throws {
    let model = try GoldenModel("bert").load()
    for count in [1, 64] {
      let input = ModelInput(ids: (0..<count).map { $0 * 7 % 1000 })
      #expect(try model.run(input, capturing: [SitePattern("logits")])["logits"]?.shape == [count, 1000])
    }
    #expect(try model.unembed(Tensor(shape: [0, 48], values: []), normed: true).shape == [0, 1000])
  }

  /// Generation is refused with what to do instead.
  @Test func generation() throws {
    let found = try error("bert") {
      _ = try $0.generate(ModelInput(ids: [1]), options: .init(maximumNewTokens: 1), capturing: [])
    }
    #expect(found?.code == .unsupported && found?.remedy?.contains("[MASK]") ?? false)
  }

  /// Without a head there are no logits, which is said; everything else works, and `*` is everything else.
  @Test func headless() throws {
    let input = ModelInput(ids: [2, 9, 3])
    let logits = try error("bert_plain", run(input, "logits"))
    #expect(logits?.code == .unsupported && logits?.message.contains("masked-language-model head") ?? false)
    let states = Tensor(shape: [1, 24], values: [Float](repeating: 0, count: 24))
    #expect(try error("bert_plain") { _ = try $0.unembed(states, normed: false) } == logits)
    #expect(try error("bert_plain", run(input, "pooler"))?.code == .unsupported)
    #expect(try error("bert", run(input, "class_logits"))?.code == .unsupported)
    let model = try GoldenModel("bert_plain").load()
    let trace = try model.run(input, capturing: [SitePattern("*")])
    #expect(trace["logits"] == nil && trace["layers.2.residual.post"] != nil)
  }

  /// Who asks for a final norm is told where the last state is.
  @Test func finalNorm() throws {
    let found = try error("bert", run(ModelInput(ids: [1]), "final_norm"))
    #expect(found?.code == .badParameter && found?.remedy?.contains("layers.2.residual.post") ?? false)
  }

  /// Two texts are tokenised together as Hugging Face does: ids, segments, and where B begins.
  @Test(arguments: ["bert", "bert_legacy"]) func pairs(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    let example = try #require(golden.cases.first { $0.secondText != nil })
    let pair = try model.tokenize(example.text, and: try #require(example.secondText))
    #expect(pair.tokens.map(\.id) == example.ids)
    #expect(pair.segments == example.segments)
    let separator = try #require(pair.tokens.firstIndex { $0.text == "[SEP]" })
    #expect(pair.secondStart == separator + 1)
    #expect(pair.input.segments == pair.segments)
  }
}
