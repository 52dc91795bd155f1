import Diagnostics
import ExplainerCore
import JSON
import Tensors
import Testing

/// What crosses the plugin boundary as JSON reads back as it was written.
@Suite struct BoundaryFormTests {
  static let tokens = [
    Token(id: 318, text: " is", piece: "Ġis", bytes: Array(" is".utf8), byteRange: 4..<7),
    Token(id: 447, text: "\u{FFFD}", piece: "âĢ", bytes: [0xE2, 0x80], byteRange: 7..<9),
    Token(id: 0, text: "<|endoftext|>", piece: "<|endoftext|>", isSpecial: true),
  ]

  @Test func tokens() throws {
    let read = try Self.tokens.map { try Token(json: JSONValue(parsing: $0.json.text())) }
    #expect(read.map(\.id) == [318, 447, 0])
    #expect(read.map(\.text) == Self.tokens.map(\.text))
    #expect(read.map(\.byteRange) == [4..<7, 7..<9, nil])
    #expect(read[1].bytes == [0xE2, 0x80])
    #expect(read[2].isSpecial)
  }

  /// Bytes that alone are not text are shown as bytes.
  @Test func display() {
    #expect(Self.tokens.map(\.display) == [" is", "⟨e2 80⟩", "<|endoftext|>"])
  }

  @Test func inputs() throws {
    for input in [
      ModelInput(ids: [1, 2]), ModelInput(ids: [], segments: [0, 1]),
      ModelInput(ids: [3], decoderIDs: [4, 5]),
    ] { #expect(try ModelInput(json: JSONValue(parsing: input.json.text())) == input) }
  }

  @Test func options() throws {
    let options = GenerationOptions(
      maximumNewTokens: 5, samples: true, temperature: 0.7, topK: 40, topP: 0.9, seed: 11)
    #expect(try GenerationOptions(json: JSONValue(parsing: options.json.text())) == options)
  }

  @Test func errors() throws {
    let error = ExplainerError(.badText, "no", at: ["a", "b"], expected: "c", found: "d", remedy: "e")
    #expect(ExplainerError(json: try JSONValue(parsing: error.json.text())) == error)
    #expect(ExplainerError(json: [:]).code == .internalFault)
  }

  @Test func modelInfo() throws {
    var info = ModelInfo(
      id: "x", family: "gpt2", kind: .causal, revision: "abc", dtype: "F32", layers: 1, heads: 2,
      hiddenSize: 3,
      feedForwardSize: 4, vocabularySize: 5, contextLength: 6)
    #expect(try ModelInfo(json: JSONValue(parsing: info.json.text())) == info)
    info.adapter = "/adapters/x"
    #expect(try ModelInfo(json: JSONValue(parsing: info.json.text())) == info)
    #expect(info.json["attention"] == nil)
    info.experts = ModelInfo.Experts(count: 8, chosen: 2, layers: [0])
    info.attention = ModelInfo.Attention(
      layers: [0], windows: [4], hasSinks: true, scoreCap: 50, addsPositions: true)
    info.encoder = ModelInfo.Stack(layers: 2, heads: 2, feedForwardSize: 4)
    info.encoder?.attention = ModelInfo.Attention(windows: [nil, 7])
    #expect(try ModelInfo(json: JSONValue(parsing: info.json.text())) == info)
    #expect(info.json["encoder"]?["attention"]?["windows"] == [.null, 7])
    #expect(ModelInfo.Attention(windows: [nil, nil]) == ModelInfo.Attention())
    #expect(info.attention.layers(of: 3) == [0] && ModelInfo.Attention().layers(of: 3) == [0, 1, 2])
    #expect(ModelInfo.Attention(layers: []).json == ["layers": []])
    #expect(ModelInfo.Attention(layers: [1, 4]).inWords == "in layers 1, 4 only")
  }

  /// Windows and caps that no attention can have are refused.
  @Test(arguments: [
    #"{"windows": [0]}"#, #"{"windows": [-1, null]}"#, #"{"windows": ["4"]}"#, #"{"score_cap": 0}"#,
    #"{"sinks": 1}"#,
  ])
  func impossibleAttention(_ attention: String) throws {
    var model = try #require(
      ModelInfo(
        id: "x", family: "gpt2", kind: .causal, dtype: "F32", layers: 1, heads: 2, hiddenSize: 3,
        feedForwardSize: 4, vocabularySize: 5, contextLength: 6
      ).json.object)
    model["attention"] = try JSONValue(parsing: attention)
    #expect(throws: JSONReadingError.self) { try ModelInfo(json: .object(model)) }
  }

  /// What is no such value says where it is wrong, what was expected there, and what was found.
  @Test(arguments: [
    ("input", "{}", "ids", "an array", "nothing"), ("input", "[]", "", "an object", "an array"),
    ("input", #"{"ids": 3}"#, "ids", "an array", "a whole number"),
    ("input", #"{"ids": [1, "a"]}"#, "ids[1]", "a whole number", "a string"),
    ("input", #"{"ids": [1], "segments": 2}"#, "segments", "an array", "a whole number"),
    ("input", #"{"tokens": [{"id": 1}, {}]}"#, "tokens[1].id", "a whole number", "nothing"),
    ("options", "{}", "maximum_new_tokens", "a whole number", "nothing"),
    ("options", #"{"maximum_new_tokens": 3, "top_k": 1.5}"#, "top_k", "a whole number", "a number"),
    (
      "options", #"{"maximum_new_tokens": 3, "do_sample": 1}"#, "do_sample", "true or false", "a whole number"
    ),
    ("model", #"{"id": "x"}"#, "family", "a string", "nothing"),
    (
      "model", #"{"id": "x", "family": "f", "kind": "odd"}"#, "kind",
      #"one of "causal", "masked", "sequence-to-sequence""#, #""odd""#
    ),
    ("pair", #"{"tokens": [], "second_start": 1}"#, "second_start", "0…0", "1"),
    (
      "pair", #"{"tokens": [{"id": 1, "token": "a"}], "segments": [], "second_start": 0}"#, "segments",
      "1 numbers", "0"
    ),
    ("token", #"{"id": 1, "token": "a", "bytes": [1, 256]}"#, "bytes[1]", "0…255", "a whole number"),
    ("token", #"{"id": 1, "token": "a", "start": 3, "end": 2}"#, "end", "3 or more", "2"),
  ])
  func refusals(_ kind: String, _ text: String, _ way: String, _ expected: String, _ found: String) throws {
    let json = try JSONValue(parsing: text)
    do throws(JSONReadingError) {
      switch kind {
      case "input": _ = try ModelInput(json: json)
      case "options": _ = try GenerationOptions(json: json)
      case "model": _ = try ModelInfo(json: json)
      case "pair": _ = try TokenizedPair(json: json)
      default: _ = try Token(json: json)
      }
      Issue.record("accepted \(text)")
    } catch {
      let fault = error.inValue(kind, code: .badData)
      #expect(fault.location == (way.isEmpty ? [] : [way]), "\(error)")
      #expect(fault.expected == expected && fault.found == found, "\(error)")
    }
  }

  /// An explanation from a third party is read member by member, and the malformed one is named.
  @Test(arguments: [
    ("{}", "result: malformed explanation; expected an object, found nothing"),
    (
      #"{"result": {}, "tokens": 3}"#,
      "tokens: malformed explanation; expected an array, found a whole number"
    ),
    (
      #"{"result": {}, "tokens": [{}]}"#,
      "tokens[0].token: malformed explanation; expected a string, found nothing"
    ),
    (
      #"{"result": {}, "figures": [7]}"#,
      "figures[0]: malformed figure; expected an object, found a whole number"
    ),
    (
      #"{"result": {}, "figures": [{"title": "t", "type": "bars", "bars": [{"label": "a"}], "style": "integer"}]}"#,
      #"figures[0]: figure "t": bars[0].value: malformed figure; expected a number, found nothing"#
    ),
    (#"{"result": {}, "checks": [{"name": "x"}]}"#, "checks[0].value: malformed explanation"),
    (#"{"result": {}, "checks": [{"name": "x", "value": 1, "passed": 1}]}"#, "checks[0].passed: malformed"),
    (
      #"{"result": {}, "checks": [{"name": "x", "value": 1, "passed": true}, {"name": "x", "value": 2, "passed": false}]}"#,
      "checks[1].name: two checks are called 'x'"
    ),
    (#"{"result": {}, "modules": [{"name": "x"}]}"#, "modules[0].script: malformed explanation"),
  ])
  func malformedExplanations(_ text: String, _ expected: String) throws {
    let json = try JSONValue(parsing: text)
    do {
      _ = try Explanation(json: json)
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.code == .pluginFault)
      #expect(error.description.contains(expected), "\(error)")
    }
  }

  @Test func explanation() throws {
    let explanation = Explanation(
      result: ["x": [1, 2.5, "z"]], tokens: Self.tokens,
      figures: [Figure(title: "t", caption: "c", details: "d", content: .text("words"))],
      checks: [Check("error", value: 0.25, passed: true, meaning: "small")],
      modules: [ViewModule(name: "view", script: "</script>\u{2028}", style: "i{}")])
    let read = try Explanation(json: JSONValue(parsing: explanation.json.text()))
    #expect(read.json == explanation.json)
    #expect(read.figures == explanation.figures)
    #expect(read.checks == explanation.checks)
    #expect(read.modules == explanation.modules)
  }

  /// A document says of each check, by name, what was measured, whether it passed, and what that means.
  @Test func checksOfDocuments() throws {
    let checks = [
      Check("error", value: 0.25, passed: true, meaning: "small"),
      Check("converged", value: false, passed: false, meaning: "at rest"),
    ]
    let document = ExplanationDocument(
      entryPoint: "a/b", plugin: PluginProvenance(name: "a", version: "1.0.0"),
      model: ModelInfo(
        id: "x", family: "gpt2", kind: .causal, dtype: "F32", layers: 1, heads: 1, hiddenSize: 1,
        feedForwardSize: 1, vocabularySize: 1, contextLength: 1), texts: ["t"], parameters: [:],
      explanation: Explanation(result: [:], checks: checks)
    ).json()
    #expect(document["schema"] == "explainer/explanation/1.1")
    #expect(
      document["checks"] == [
        "error": ["value": 0.25, "passed": true, "meaning": "small"],
        "converged": ["value": false, "passed": false, "meaning": "at rest"],
      ])
  }

  /// A pair of texts reads back equal, and one whose parts do not fit each other is none.
  @Test func pair() throws {
    let pair = TokenizedPair(tokens: Self.tokens, segments: Self.tokens.map { _ in 1 }, secondStart: 1)
    #expect(try TokenizedPair(json: JSONValue(parsing: pair.json.text())) == pair)
    let none = TokenizedPair(tokens: Self.tokens, segments: nil, secondStart: 0)
    #expect(try TokenizedPair(json: none.json) == none)
  }

  /// A forward pass reads ids, or tokens as a tokenizer gives them; ids come first where both are there.
  @Test(
    arguments: [
      ("{\"ids\": [1, 2]}", [1, 2]), ("{\"tokens\": [{\"id\": 5, \"token\": \"a\"}, {\"id\": 6}]}", [5, 6]),
      ("{\"tokens\": [{\"id\": 5}], \"ids\": [7]}", [7]), ("{\"tokens\": []}", []),
      ("{\"tokens\": [{\"id\": \"5\"}]}", nil), ("{\"tokens\": 3}", nil), ("{}", nil),
      ("{\"ids\": [1.5]}", nil),
    ] as [(String, [Int]?)])
  func inputs(_ text: String, _ ids: [Int]?) throws {
    let json = try JSONValue(parsing: text)
    #expect((try? ModelInput(json: json))?.ids == ids)
  }
}
