import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// What must hold inside one model whatever its weights.
@Suite struct BERTInvariantTests {
  static let names = BERTParityTests.names
  private static let everything = [SitePattern("*")]

  private func setUp(_ name: String) throws -> (model: any Model, input: ModelInput, trace: Trace) {
    let golden = try GoldenModel(name)
    let input = try #require(golden.cases.map(\.input).max { $0.ids.count < $1.ids.count })
    let model = try golden.load()
    return (model, input, try model.run(input, capturing: Self.everything))
  }

  /// Attention rows sum to 1, and the pattern is the softmax of the scores.
  @Test(arguments: names) func attentionRows(_ name: String) throws {
    let (model, input, trace) = try setUp(name)
    for layer in 0..<model.info.layers {
      let pattern = try #require(trace[.layer(layer, "attention.pattern")])
      let scores = try #require(trace[.layer(layer, "attention.scores")])
      #expect(pattern.largestDifference(from: scores.softmaxed) < 1e-6)
      for head in 0..<model.info.heads {
        for t in input.ids.indices {
          #expect(abs(pattern.slice(head).slice(t).values.reduce(0, +) - 1) < 1e-6)
        }
      }
    }
  }

  /// What leaves a layer is what enters the next, and every state is normed: no sum with what a half layer
  /// adds reaches the next half as it is.
  @Test(arguments: names) func stream(_ name: String) throws {
    let (model, _, trace) = try setUp(name)
    var state = try #require(trace["embeddings"])
    for layer in 0..<model.info.layers {
      #expect(state == trace[.layer(layer, "residual.pre")])
      let middle = try #require(trace[.layer(layer, "residual.mid")])
      #expect(middle != state + (try #require(trace[.layer(layer, "attention.output")])))
      state = try #require(trace[.layer(layer, "residual.post")])
      #expect(state != middle + (try #require(trace[.layer(layer, "mlp.output")])))
    }
  }

  /// The head over the last state gives the logits, all at once or row by row.
  @Test(arguments: ["bert", "bert_legacy", "bert_untied"]) func unembedding(_ name: String) throws {
    let (model, input, trace) = try setUp(name)
    let logits = try #require(trace["logits"])
    let last = try #require(trace[.layer(model.info.layers - 1, "residual.post")])
    let tolerance = 2e-5 * logits.spread
    #expect(try model.unembed(last, normed: true).largestDifference(from: logits) <= tolerance)
    for t in [0, input.ids.count - 1] {
      let row = try model.unembed(last.rows(t..<t + 1), normed: false)
      #expect(row.largestDifference(from: logits.rows(t..<t + 1)) <= tolerance)
    }
  }

  /// Capturing one site gives what capturing all gives, and nothing else: the pass may stop there.
  @Test(arguments: ["bert", "bert_classifier"]) func subsets(_ name: String) throws {
    let (model, input, trace) = try setUp(name)
    for (site, tensor) in trace.entries {
      let alone = try model.run(input, capturing: [SitePattern(site)])
      #expect(alone.entries.map(\.site) == [site])
      #expect(alone[site].map { $0.largestDifference(from: tensor) <= 2e-5 * tensor.spread } ?? false)
    }
    #expect(try model.run(input, capturing: []).entries.isEmpty)
  }

  /// Tokens see each other from both sides: a change at the end changes the states at the beginning.
  @Test(arguments: names) func bothSides(_ name: String) throws {
    let (model, input, trace) = try setUp(name)
    var changed = input
    changed.ids[input.ids.count - 1] = (changed.ids[input.ids.count - 1] + 7) % model.info.vocabularySize
    let site = Site.layer(0, "residual.post")
    let other = try model.run(changed, capturing: [SitePattern(site)])
    #expect(try #require(other[site]).slice(0) != #require(trace[site]).slice(0))
    let embeddings = try #require(model.run(changed, capturing: [SitePattern("embeddings")])["embeddings"])
    #expect(try embeddings.slice(0) == #require(trace["embeddings"]).slice(0))
  }

  /// No segments and segment 0 everywhere are the same; another segment changes what comes in.
  @Test(arguments: names) func segments(_ name: String) throws {
    let (model, input, _) = try setUp(name)
    let (ids, site) = (input.ids, SitePattern("embeddings"))
    func embeddings(_ segments: [Int]?) throws -> Tensor {
      try #require(model.run(ModelInput(ids: ids, segments: segments), capturing: [site])["embeddings"])
    }
    let zeros = [Int](repeating: 0, count: ids.count)
    #expect(try embeddings(nil) == embeddings(zeros))
    let (plain, changed) = (try embeddings(nil), try embeddings(zeros.dropLast() + [1]))
    #expect(plain.rows(0..<ids.count - 1) == changed.rows(0..<ids.count - 1))
    #expect(plain.slice(ids.count - 1) != changed.slice(ids.count - 1))
  }

  /// Every site has the shape its documentation says, and those are there for which there are weights.
  @Test(arguments: [("bert", 2), ("bert_classifier", 2), ("bert_plain", 0), ("bert_untied", 1)])
  func shapes(_ name: String, heads: Int) throws {
    let (model, input, trace) = try setUp(name)
    let info = model.info
    let (T, D, H) = (input.ids.count, info.hiddenSize, info.heads)
    #expect(trace.entries.count == 2 + 16 * info.layers + heads)
    for (site, tensor) in trace.entries {
      let expected =
        switch site.part {
        case "attention.query", "attention.key", "attention.value", "attention.mixed": [H, T, D / H]
        case "attention.value_norms": [H, T]
        case "attention.scale": [1]
        case "attention.scores", "attention.pattern": [H, T, T]
        case "mlp.neurons": [T, info.feedForwardSize]
        case "pooler": [1, D]
        case "class_logits": [1, 3]
        case "logits": [T, info.vocabularySize]
        default: [T, D]
        }
      #expect(tensor.shape == expected, "\(site)")
    }
  }
}
