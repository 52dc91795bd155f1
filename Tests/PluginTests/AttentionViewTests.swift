import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
import TransformerModels

@testable import AttentionHeadView
@testable import AttentionModelView
@testable import AttentionNeuronView
@testable import AttentionReading

/// The three attention views against Hugging Face's attentions, and what they refuse.
@Suite struct AttentionViewTests {
  static let explainers: [any Explainer] = [
    AttentionHeadViewExplainer(), AttentionNeuronViewExplainer(), AttentionModelViewExplainer(),
  ]

  private static func run(
    _ name: String, _ model: any Model, _ texts: [String], _ given: JSONObject = [:]
  ) throws -> Explanation {
    let explainer = try #require(explainers.first { $0.entryPoint.name == "attention_\(name)_view" })
    return try explainer.explain(
      ExplainerCall(texts: texts, parameters: try explainer.entryPoint.resolve(given), model: model))
  }

  private static func failure(
    _ name: String, _ model: any Model, _ texts: [String], _ given: JSONObject = [:]
  ) -> ExplainerError? {
    do {
      _ = try run(name, model, texts, given)
      return nil
    } catch { return .wrapping(error) }
  }

  private static func view(_ explanation: Explanation) throws -> ViewFigure {
    guard case .view(let view) = try #require(explanation.figures.first).content else {
      throw ExplainerError(.internalFault, "no view")
    }
    return view
  }

  // MARK: Parity

  /// A golden case, an entry point, and which of its tensors are the reference's.
  struct Parity: Sendable {
    let model: String
    let example: String
    let view: String
    let tensors: [String: String]
  }

  /// Attentions, queries and keys equal those of Hugging Face's eager attention on the same texts.
  @Test(arguments: [
    Parity(model: "gpt2", example: "single", view: "head", tensors: ["attention": "attn"]),
    Parity(
      model: "gpt2", example: "keys", view: "neuron",
      tensors: ["attention": "attn", "query": "q", "key": "k"]),
    Parity(
      model: "bert", example: "single", view: "neuron",
      tensors: ["attention": "attn", "query": "q", "key": "k"]),
    Parity(
      model: "bert", example: "pair", view: "neuron",
      tensors: ["attention": "attn", "query": "q", "key": "k"]),
    Parity(model: "bert", example: "pair", view: "model", tensors: ["attention": "attn"]),
    Parity(
      model: "bart", example: "pair", view: "model",
      tensors: [
        "encoder_attention": "enc_attn", "decoder_attention": "dec_attn", "cross_attention": "cross_attn",
      ]),
    Parity(
      model: "bart", example: "pair", view: "neuron",
      tensors: [
        "encoder_query": "enc_q", "decoder_key": "dec_k", "cross_query": "cross_q", "cross_key": "cross_k",
      ]),
    Parity(
      model: "bart", example: "single", view: "head",
      tensors: [
        "encoder_attention": "enc_attn", "decoder_attention": "dec_attn", "cross_attention": "cross_attn",
      ]),
  ])
  func equalsReference(_ parity: Parity) throws {
    let golden = try GoldenModel(parity.model)
    let example = try #require(golden.named(parity.example))
    let file = try SafetensorsFile(path: "\(golden.directory)/oracle.safetensors")
    let explanation = try Self.run(
      parity.view, golden.load(), [example.text] + (example.secondText.map { [$0] } ?? []))
    for (name, key) in parity.tensors {
      let found = try #require(explanation.tensors.first { $0.name == name }).tensor
      let expected = try file.tensor(named: "\(parity.example)/\(key)")
      #expect(found.shape == expected.shape)
      #expect(found.largestDifference(from: expected) <= 1e-5, "\(name)")
    }
    #expect(explanation.checks.allSatisfy { $0.passed }, "\(explanation.checks)")
    #expect(explanation.tokens.map(\.id) == example.ids + (example.decoderIDs ?? []))
  }

  /// The decoder reads sentence B as it is; the shifted form adds the start token and lacks the last one.
  ///
  /// What the encoder does is carried once.
  @Test func shiftedVariant() throws {
    let golden = try GoldenModel("bart")
    let example = try #require(golden.named("pair"))
    let model = try golden.load()
    let explanation = try Self.run("model", model, [example.text, try #require(example.secondText)])
    let ids = try #require(example.decoderIDs)
    let data = try Self.view(explanation).data
    func read(_ key: String) -> [Int] {
      (data["sequences"]?[key]?.array ?? []).compactMap { $0["id"]?.int }
    }
    #expect(read("encoder") == example.ids && read("decoder") == ids)
    #expect(read("decoder_shifted") == [2] + ids.dropLast())
    let input = ModelInput(ids: example.ids, decoderIDs: [2] + ids.dropLast())
    let site = Site(stack: "decoder", layer: 1, part: "cross_attention.pattern")
    let expected = try #require(model.run(input, capturing: [SitePattern(site)])[site])
    let found = try #require(explanation.tensors.first { $0.name == "shifted_cross_attention" }).tensor
    #expect(found.slice(1) == expected)
    let blocks = data["variants"]?.array?.map { $0["blocks"]?.array ?? [] } ?? []
    #expect(
      blocks.map { $0.map { $0["id"]?.string } } == [
        ["encoder", "decoder", "cross"], ["encoder", "decoder", "cross"],
      ])
    #expect(blocks[1][0]["same_as"]?.string == "unshifted" && blocks[1][0]["weights"] == nil)
    #expect(explanation.tensors.filter { $0.name.hasSuffix("encoder_attention") }.count == 1)
  }

  /// Stacks of unequal depth each keep their own layers.
  @Test func unequalStacks() throws {
    let model = AttentionStubModel(
      kind: .sequenceToSequence, layers: 2, heads: 3, encoderLayers: 4, encoderHeads: 1)
    let explanation = try Self.run("head", model, ["a bb", "ccc"])
    let shapes = Dictionary(uniqueKeysWithValues: explanation.tensors.map { ($0.name, $0.tensor.shape) })
    #expect(shapes["encoder_attention"] == [4, 1, 2, 2] && shapes["cross_attention"] == [2, 3, 1, 2])
    #expect(explanation.result["layers"] == [0, 1, 2, 3] && explanation.result["heads"] == [0, 1, 2])
    let deep = try Self.run("head", model, ["a bb", "ccc"], ["include_layers": [3]])
    #expect(deep.tensors.map(\.name) == ["encoder_attention", "encoder_value_norms"])
    #expect(deep.figures[0].details.contains("Not shown"))
  }

  // MARK: Data

  /// What the page gets is what was computed: weights to half precision, norms, scale, and the softmax of the shown
  /// scores is the shown weight.
  @Test(arguments: ["gpt2", "bert", "gpt2_inverse_scale", "gpt2_unscaled_silu"])
  func dataOfNeuronView(_ name: String) throws {
    let golden = try GoldenModel(name)
    let example = try #require(golden.cases.first)
    let explanation = try Self.run("neuron", golden.load(), [example.text], ["layer": 1, "head": 1])
    let data = try Self.view(explanation).data
    #expect(data["layer"] == 1 && data["head"] == 1 && data["block"]?.string == "self")
    let block = try #require(data["variants"]?[0]?["blocks"]?[0])
    func numbers(_ key: String, layer: Int) throws -> [Float] {
      let text = try #require(block[key]?["layers"]?[layer]?.string)
      return AttentionPackingTests.words(text).map(AttentionPackingTests.value)
    }
    let attention = try #require(explanation.tensors.first { $0.name == "attention" }).tensor
    let (H, T) = (attention.shape[1], attention.shape[2])
    let d = try #require(block["query"]?["shape"]?[3]?.int)
    for layer in 0..<attention.shape[0] {
      let weights = try numbers("weights", layer: layer)
      #expect(
        zip(weights, attention.slice(layer).values).allSatisfy { abs($0 - $1) <= 0x1p-11 * $1 + 0x1p-25 })
      let (queries, keys) = (try numbers("query", layer: layer), try numbers("key", layer: layer))
      let scale = Float(try #require(block["scale"]?[layer]?.double))
      for head in 0..<H {
        for query in 0..<T {
          let seen = block["causal"] == true ? query + 1 : T
          let scores = (0..<seen).map { key in
            (0..<d).reduce(Float(0)) { sum, index in
              sum + queries[(head * T + query) * d + index] * keys[(head * T + key) * d + index]
            } * scale
          }
          let softmax = Tensor(shape: [seen], values: scores).softmaxed.values
          let row = weights[(head * T + query) * T..<(head * T + query) * T + seen]
          #expect(zip(softmax, row).allSatisfy { abs($0 - $1) < 5e-3 })
        }
      }
    }
    #expect(explanation.checks.contains { $0.name == "softmax_error" && $0.passed })
    #expect((explanation.result["score_scale"]?.array ?? []).count == attention.shape[0])
  }

  /// The pair's blocks are parts of one matrix: the page is told where sentence B begins, and gets words that do not run
  /// from one sentence into the other.
  @Test func pairData() throws {
    let golden = try GoldenModel("bert")
    let example = try #require(golden.named("pair"))
    let explanation = try Self.run("head", golden.load(), [example.text, try #require(example.secondText)])
    let start = try #require(example.segments?.firstIndex(of: 1))
    #expect(explanation.result["sentence_b_start"]?.int == start)
    let data = try Self.view(explanation).data
    #expect(data["second_start"]?.int == start)
    let tokens = data["sequences"]?["tokens"]?.array ?? []
    #expect(tokens.count == example.ids.count)
    let words = tokens.compactMap { $0["w"]?.int }
    #expect(words == words.sorted() && words[start] > words[start - 1])
    #expect(tokens[0]["s"] == true && tokens[0]["t"] == "" && tokens[0]["piece"] == "[CLS]")
  }

  /// A page of the seed's neuron view (12 × 12 heads of 64, 15 tokens) carries less than 1 MB, the original's 18.5.
  @Test func sizeOfSeed() throws {
    let model = AttentionStubModel(kind: .masked, layers: 12, heads: 12, hasSpecialTokens: true)
    let words = (1...12).map { String(repeating: "x", count: $0) }.joined(separator: " ")
    let explanation = try Self.run("neuron", model, [words, "y"])
    #expect(explanation.tokens.count == 16)
    // The stub's heads have 2 dimensions: 62 more, of query and key, 2 bytes each, a third more as base64.
    let missing = 12 * 12 * 16 * 62 * 2 * 2 * 4 / 3
    #expect(try Self.view(explanation).data.text().utf8.count + missing < 1_000_000)
  }

  /// Where room is short the strongest of each row are carried, for all blocks alike, and words say how much that is.
  @Test func longText() throws {
    let model = AttentionStubModel(kind: .sequenceToSequence, hasSpecialTokens: true) { _, _, query, key in
      key == query ? 70 : 1
    }
    let text = Array(repeating: "word", count: 60).joined(separator: " ")
    let reading = try AttentionReading(
      ExplainerCall(texts: [text, text], parameters: Parameters([:]), model: model), extras: .rollout)
    let whole = AttentionViewData(reading)
    #expect(whole.packingWords.isEmpty)
    #expect(whole.json["variants"]?[0]?["blocks"]?[2]?["weights"]?["type"] == "f16")
    let cut = AttentionViewData(reading, byteLimit: 1000)
    for block in 0..<3 {
      let weights = try #require(cut.json["variants"]?[0]?["blocks"]?[block]?["weights"])
      #expect(weights["type"] == "top" && weights["k"] == 8 && weights["shape"]?[3] == 62)
    }
    // 70 of 131 and seven of the rest; in the decoder's first rows everything.
    #expect(cut.packingWords.contains("59 % at least"), "\(cut.packingWords)")
    #expect(cut.json["variants"]?[0]?["blocks"]?[0]?["rollout"]?["type"] == "top")
    #expect(cut.json["variants"]?[0]?["blocks"]?[0]?["value_norms"]?["type"] == "f16")
  }

  /// The page and the terminal call each token the same: as it stands in the text, whatever case and accents the
  /// vocabulary knows; a special token and an unknown word by the token's own name.
  @Test(arguments: ["bert", "gpt2", "bart"]) func tokensReadTheSame(model: String) throws {
    let view = try Self.view(
      try Self.run("head", GoldenModel(model).load(), ["The KEYS Naïve ☃ theS"], ["layer": 0, "heads": [0]]))
    let key = model == "bart" ? "encoder" : "tokens"
    // As `names` of attention_sequences.js; the page takes the blank before a word for a gap.
    let page = try #require(view.data["sequences"]?[key]?.array).map { token -> String in
      let texts = [token["t"]?.string, token["s"] == true ? nil : token["g"]?.string, token["piece"]?.string]
      return String((texts.compactMap { $0 }.first { !$0.isEmpty } ?? "").trimmingPrefix(" "))
    }
    let rows = view.fallback.compactMap { figure -> [Label]? in
      if case .matrix(let matrix) = figure.content, matrix.rowTitle == "token that looks" {
        matrix.rows
      } else {
        nil
      }
    }
    let terminal = try #require(rows.first).map { String($0.text.trimmingPrefix("##").trimmingPrefix(" ")) }
    #expect(terminal == page)
    if model == "bert" { #expect(page.prefix(3) == ["[CLS]", "The", "KEYS"] && page.contains("[UNK]")) }
  }

  /// JSON without NaN; nothing is lost on the way to the page; fallback figures can be drawn.
  @Test(arguments: ["head", "neuron", "model"]) func figures(_ name: String) throws {
    let texts = [["The keys </script> \u{202E}abc\u{202C} 👩‍👧 ]]> \u{0}"], ["a", "b </script>"]]
    for (model, texts) in [("gpt2", texts[0]), ("bert", texts[0]), ("bert", texts[1]), ("bart", texts[1])] {
      let explanation = try Self.run(name, GoldenModel(model).load(), texts)
      for figure in explanation.figures { try figure.validate() }
      #expect(try Explanation(json: explanation.json).json.text() == explanation.json.text())
      #expect(!JSONValue.object(explanation.result).text().contains("NaN"))
      for figure in explanation.figures { #expect(!figure.json.text().contains("NaN")) }
      let view = try Self.view(explanation)
      #expect(explanation.modules.map(\.name) == [view.module])
      #expect(view.fallback.count >= 2)
    }
  }

  /// More tokens than a heat map has room for give a table.
  @Test func tableInsteadOfHeatMap() throws {
    for (count, isTable) in [(40, false), (41, true), (150, true)] {
      let text = Array(repeating: "word", count: count).joined(separator: " ")
      let explanation = try Self.run("head", AttentionStubModel(), [text])
      guard case .table(let table) = try Self.view(explanation).fallback[0].content else {
        #expect(!isTable)
        continue
      }
      #expect(isTable && table.rows.count == min(count, 100))
    }
  }

  // MARK: Refusals

  @Test(
    arguments: [
      ("head", "gpt2", ["layer": 4], "a layer from 0 to 3"),
      ("head", "gpt2", ["heads": [0, 5]], "a head from 0 to 4"),
      ("head", "gpt2", ["include_layers": [0, 1], "layer": 2], "0, 1"),
      ("head", "gpt2", ["include_layers": [9]], "0 to 3"),
      ("head", "gpt2", ["layer": -1], "0 or more"),
      ("neuron", "bert", ["head": 4], "a head from 0 to 3"),
      ("neuron", "bert", ["layer": 3], "a layer from 0 to 2"),
      ("model", "bert", ["include_heads": [4]], "0 to 3"),
      ("model", "bert", ["attention": "cross"], "bert has no cross-attention"),
      ("model", "gpt2", ["attention": "encoder"], "gpt2 has no encoder"),
      ("head", "bart", ["layer": 2], "a layer from 0 to 1"),
    ] as [(String, String, JSONObject, String)])
  func outOfRange(_ name: String, _ model: String, _ given: JSONObject, _ expected: String) throws {
    let error = try #require(Self.failure(name, try GoldenModel(model).load(), ["The cat sat"], given))
    #expect(error.code == .badParameter)
    #expect("\(error) \(error.expected ?? "")".contains(expected), "\(error)")
  }

  /// The decoder has a third layer, the encoder has not: who asks for it says which stack.
  @Test func layerOfTheDecoder() throws {
    let model = try GoldenModel("bart").load()
    let explanation = try Self.run("head", model, ["The cat", "sat"], ["attention": "cross", "layer": 2])
    let data = try Self.view(explanation).data
    #expect(data["block"] == "cross" && data["layer"] == 2)
    #expect(
      try Self.view(Self.run("head", GoldenModel("bert").load(), ["a"], ["attention": "encoder"])).data[
        "block"] == "self")
  }

  /// An empty sentence, alone or in a pair, is refused by its name.
  @Test(arguments: [
    ("bert", ["", "b"], "sentence A"), ("bert", ["a", " "], "sentence B"), ("bart", ["a", ""], "sentence B"),
    ("bart", ["", "b"], "sentence A"), ("bert", [" "], "the text"), ("gpt2", [""], "the text"),
  ])
  func emptyText(_ model: String, _ texts: [String], _ named: String) throws {
    let error = try #require(Self.failure("head", try GoldenModel(model).load(), texts))
    #expect(error.code == .badText)
    #expect("\(error)".contains(named), "\(error)")
  }

  /// A text longer than the context is refused with both lengths, or cut where that is allowed.
  @Test func tooLong() throws {
    let model = try GoldenModel("gpt2").load()
    let text = Array(repeating: "city", count: 80).joined(separator: " ")
    let error = try #require(Self.failure("head", model, [text]))
    #expect(error.code == .badText && "\(error) \(error.expected ?? "")".contains("64"))
    let explainer = AttentionHeadViewExplainer()
    let cut = try explainer.explain(
      ExplainerCall(
        texts: [text], parameters: try explainer.entryPoint.resolve([:]), truncates: true, model: model))
    #expect(cut.tokens.count == 64)
  }

  /// One token is a text: nothing can be said of a head, and nothing breaks.
  @Test(arguments: ["head", "neuron", "model"]) func oneToken(_ name: String) throws {
    let explanation = try Self.run(name, try GoldenModel("gpt2").load(), ["a"])
    #expect(explanation.tokens.count == 1)
    let entry = try #require(explanation.result["scorecard"]?[0])
    #expect(entry["entropy"] == .null && entry["names"] == [])
    for figure in explanation.figures { try figure.validate() }
  }

  /// Weights that are no numbers fail the check and do not reach the page's JSON as NaN.
  @Test func notNumbers() throws {
    let model = AttentionStubModel { _, _, _, _ in .nan }
    let explanation = try Self.run("model", model, ["a bb ccc"])
    #expect(explanation.checks.contains { $0.name == "attention_row_sum_error" && !$0.passed })
    #expect(try Explanation(json: explanation.json).json.text() == explanation.json.text())
  }
}
