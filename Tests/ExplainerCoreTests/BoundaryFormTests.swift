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
    let read = try Self.tokens.map { try #require(Token(json: JSONValue(parsing: $0.json.text()))) }
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
    ] { #expect(ModelInput(json: try JSONValue(parsing: input.json.text())) == input) }
    for bad in ["{}", "{\"ids\": 3}", "{\"ids\": [\"a\"]}", "{\"ids\": [1], \"segments\": 2}", "[]"] {
      #expect(ModelInput(json: try JSONValue(parsing: bad)) == nil)
    }
  }

  @Test func options() throws {
    let options = GenerationOptions(
      maximumNewTokens: 5, samples: true, temperature: 0.7, topK: 40, topP: 0.9, seed: 11)
    #expect(GenerationOptions(json: try JSONValue(parsing: options.json.text())) == options)
    #expect(GenerationOptions(json: [:]) == nil)
  }

  @Test func errors() throws {
    let error = ExplainerError(.badText, "no", at: ["a", "b"], expected: "c", found: "d", remedy: "e")
    #expect(ExplainerError(json: try JSONValue(parsing: error.json.text())) == error)
    #expect(ExplainerError(json: [:]).code == .internalFault)
  }

  @Test func modelInfo() throws {
    let info = ModelInfo(
      id: "x", family: "gpt2", kind: .causal, revision: "abc", dtype: "F32", layers: 1, heads: 2,
      hiddenSize: 3,
      feedForwardSize: 4, vocabularySize: 5, contextLength: 6)
    #expect(ModelInfo(json: try JSONValue(parsing: info.json.text())) == info)
    #expect(ModelInfo(json: ["id": "x"]) == nil)
  }

  /// An explanation from a third party is read member by member, and the malformed one is named.
  @Test(arguments: [
    ("{}", "no object 'result'"),
    ("{\"result\": {}, \"tokens\": 3}", "'tokens' of the explanation is a whole number"),
    ("{\"result\": {}, \"tokens\": [{}]}", "tokens[0]"), ("{\"result\": {}, \"figures\": [7]}", "figures[0]"),
    ("{\"result\": {}, \"checks\": [{\"name\": \"x\"}]}", "checks[0]"),
    ("{\"result\": {}, \"modules\": [{\"name\": \"x\"}]}", "modules[0]"),
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

  /// A pair of texts reads back equal, and one whose parts do not fit each other is none.
  @Test func pair() throws {
    let pair = TokenizedPair(tokens: Self.tokens, segments: Self.tokens.map { _ in 1 }, secondStart: 1)
    #expect(TokenizedPair(json: try JSONValue(parsing: pair.json.text())) == pair)
    let none = TokenizedPair(tokens: Self.tokens, segments: nil, secondStart: 0)
    #expect(TokenizedPair(json: none.json) == none)
    #expect(TokenizedPair(json: ["tokens": [], "second_start": 1]) == nil)
    #expect(
      TokenizedPair(json: ["tokens": [["id": 1, "token": "a"]], "segments": [], "second_start": 0]) == nil)
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
    #expect(ModelInput(json: try JSONValue(parsing: text))?.ids == ids)
  }
}
