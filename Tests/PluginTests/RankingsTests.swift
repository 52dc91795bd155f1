import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Synchronization
import Testing
import TransformerModels

@testable import Rankings

/// Keeps what an explainer says.
private final class HeardLines: Reporter {
  private let heard = Mutex<[String]>([])
  var lines: [String] { heard.withLock { $0 } }
  var isCancelled: Bool { false }
  func progress(_ fraction: Double?, _ note: String) {}
  func log(_ level: LogLevel, _ message: String) { heard.withLock { $0.append(message) } }
}

/// `rankings` against what ecco and Hugging Face compute, and its own rules.
@Suite struct RankingsTests {
  private func table(_ value: JSONValue?) -> [[Int]] {
    (value?.array ?? []).map { ($0.array ?? []).compactMap(\.int) }
  }

  /// Ranks of watched tokens at every layer equal the reference's; only tokens whose scores are closer than the
  /// tolerance may have changed places.
  @Test(arguments: PredictionsTests.models) func watched(_ model: String) throws {
    for example in try GoldenModel(model).cases where !example.watched.isEmpty {
      for (normed, expected, lens) in [
        (false, example.rawRanks, example.rawLens), (true, example.normedRanks, example.normedLens),
      ] where !expected.isEmpty {
        let explanation = try PluginFixture(model: model).run(
          "rankings", [example.text], ["watch": JSONValue(example.watched), "normed": .bool(normed)])
        let found = table(explanation.result["watch"]?["rankings"])
        #expect(found.count == expected.count)
        for (layer, (row, other)) in zip(found, expected).enumerated() {
          for (index, (rank, reference)) in zip(row, other).enumerated() {
            let slack = try #require(lens).nearTies(row: layer, id: example.watched[index])
            #expect(abs(rank - reference) <= slack, "layer \(layer), token \(example.watched[index])")
          }
        }
      }
    }
  }

  /// Ranks of the generated tokens equal ecco's where they were recorded; greedily generated tokens have rank 1 at
  /// the last layer.
  @Test(arguments: ["gpt2", "gpt2_noprefix"]) func generated(_ model: String) throws {
    let example = try #require(try GoldenModel(model).cases.first { !$0.generatedRanks.isEmpty })
    let explanation = try PluginFixture(model: model).run(
      "rankings", [example.text], ["generate": .integer(example.generated.count)])
    #expect(explanation.result["generated"]?.array?.compactMap { $0["id"]?.int } == example.generated)
    #expect(table(explanation.result["rankings"]) == example.generatedRanks)
    #expect(table(explanation.result["rankings"]).last?.allSatisfy { $0 == 1 } == true)
    #expect(explanation.checks.allSatisfy { $0.passed })
  }

  /// Texts and ids name the same tokens; a text of several tokens is refused, and its pieces are shown.
  @Test func watchedTexts() throws {
    let fixture = PluginFixture(model: "gpt2")
    let byText = try fixture.run("rankings", ["the city"], ["watch": [" is", " of"]])
    let ids = try #require(byText.result["watch"]?["ids"])
    let byID = try fixture.run("rankings", ["the city"], ["watch": ids])
    #expect(byText.json == byID.json)
    let error = try #require(fixture.failure("rankings", ["the city"], ["watch": [" Heathrow"]]))
    #expect(error.code == .badParameter)
    #expect(error.found?.contains("' H' (709) + 'e'") == true, "\(error)")
    #expect(fixture.failure("rankings", ["the city"], ["watch": [""]])?.code == .badParameter)
    #expect(fixture.failure("rankings", ["the city"], ["watch": [-1]])?.code == .badParameter)
    #expect(fixture.failure("rankings", ["the city"], ["watch": [1000]])?.expected == "an id from 0 to 999")
  }

  /// Special tokens can be watched by their text, in every family.
  @Test(arguments: [
    ("gpt2", "<|endoftext|>", 0), ("bert", "[CLS]", 2), ("bert", "[MASK]", 4), ("bert", "[UNK]", 1),
    ("bart", "</s>", 2), ("bart", "<s>", 0), ("bart", "<mask>", 4), ("bart", " <mask>", 4),
  ])
  func watchedSpecialTokens(model: String, watched: String, id: Int) throws {
    let text = model == "bert" ? "the [MASK]" : "the city"
    let explanation = try PluginFixture(model: model).run("rankings", [text], ["watch": [.string(watched)]])
    #expect(explanation.result["watch"]?["ids"]?.array?.map(\.int) == [id])
  }

  /// A word that the vocabulary cannot spell is refused, not ranked as the token that stands for all such words.
  @Test(arguments: ["☃", "我", "我爱", "THE☃"]) func watchedUnknownWords(watched: String) throws {
    let error = try #require(
      PluginFixture(model: "bert").failure("rankings", ["the [MASK]"], ["watch": [.string(watched)]]))
    #expect(error.code == .badParameter && error.message.contains("cannot be watched"))
    #expect(error.found?.contains("'[UNK]' (1)") == true)
  }

  /// A word in capitals and with accents is watched as the piece that an uncased vocabulary has for it, on both sides of
  /// the boundary.
  @Test(arguments: PluginFixture.Way.allCases, ["the", "The", "THÉ", " the ", "the\u{301}"])
  func watchedUncased(way: PluginFixture.Way, watched: String) throws {
    let explanation = try PluginFixture(model: "bert").run(
      "rankings", ["the [MASK]"], ["watch": [.string(watched)]], way: way)
    #expect(explanation.result["watch"]?["ids"]?.array?.map(\.int) == [137])
  }

  /// Who watches a word without its space behind another word is told that it is a token of its own with it, once; not
  /// where that one is watched too, where no word is before it, or for what has no such space.
  @Test(
    arguments: [
      ("gpt2", "the city", ["the"], nil, 1), ("gpt2", "the city", ["the", "in"], nil, 2),
      ("gpt2", "the city", [" the"], nil, 0), ("gpt2", "the city", ["the", " the"], nil, 0),
      ("gpt2", "the city ", ["the"], nil, 0), ("gpt2", "the city", ["."], nil, 0),
      ("gpt2", "the city", [360], nil, 0), ("bart", "the city <mask>", ["in"], nil, 1),
      ("bart", "the city", ["in"], 1, 0), ("bert", "the [MASK]", ["the"], nil, 0),
    ] as [(String, String, [JSONValue], Int?, Int)])
  func hints(model: String, text: String, watch: [JSONValue], position: Int?, count: Int) throws {
    let heard = HeardLines()
    var given: JSONObject = ["watch": .array(watch)]
    if let position { given["position"] = .integer(position) }
    let parameters = try RankingsExplainer().entryPoint.resolve(given)
    let model = try ModelLoader.load(PluginFixture(model: model).location)
    _ = try RankingsExplainer().explain(
      ExplainerCall(texts: [text], parameters: parameters, model: model, reporter: heard))
    #expect(heard.lines.count == count, "\(heard.lines)")
    for line in heard.lines { #expect(line.contains("with the space") && !line.contains("\n")) }
  }

  /// An id is watched where the vocabulary has it: from 0 to the last.
  @Test(arguments: [(0, true), (999, true), (1000, false), (1001, false), (-1, false)])
  func watchedIDs(_ id: Int, _ isKnown: Bool) {
    let error = PluginFixture(model: "gpt2").failure("rankings", ["the city"], ["watch": [.integer(id)]])
    #expect(error?.code == (isKnown ? nil : .badParameter))
    #expect(error?.expected == (isKnown ? nil : "an id from 0 to 999"))
  }

  /// A word that is one token with its space only is refused, with that token as the remedy; what is several tokens
  /// either way is shown by its pieces.
  @Test(arguments: [("keys", "' keys' (895)"), ("value", "' value' ("), ("Heathrow", "one of its pieces")])
  func watchedWithoutSpace(watched: String, remedy: String) throws {
    let error = try #require(
      PluginFixture(model: "gpt2").failure("rankings", ["the city"], ["watch": [.string(watched)]]))
    #expect(error.code == .badParameter && error.found?.contains(" + ") == true)
    #expect(error.remedy?.contains(remedy) == true, "\(error)")
  }

  /// The title shows the whole text before the position, as ecco meant to.
  @Test func title() throws {
    let explanation = try PluginFixture(model: "gpt2").run("rankings", ["the city of"], ["watch": [" is"]])
    #expect(
      explanation.figures[0].title == "Rank of each candidate for the token after “the city of”, by layer")
  }

  /// Equal seeds draw equal tokens, other seeds others; temperature near 0 is greedy.
  @Test func sampling() throws {
    let fixture = PluginFixture(model: "gpt2")
    func draw(_ seed: Int, temperature: Double = 2) throws -> [Int] {
      let result = try fixture.run(
        "rankings", ["the city of"],
        ["generate": 8, "do_sample": true, "seed": .integer(seed), "temperature": .number(temperature)]
      ).result
      return (result["generated"]?.array ?? []).compactMap { $0["id"]?.int }
    }
    #expect(try draw(1) == draw(1))
    #expect(try Set([draw(1), draw(2), draw(3)]).count > 1)
    let greedy = try fixture.run("rankings", ["the city of"], ["generate": 8]).result["generated"]?.array
    #expect(try draw(1, temperature: 1e-4) == greedy?.compactMap { $0["id"]?.int })
  }
}
