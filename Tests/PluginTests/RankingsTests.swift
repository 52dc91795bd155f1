import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing

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
          for (place, (rank, reference)) in zip(row, other).enumerated() {
            let slack = try #require(lens).nearTies(row: layer, id: example.watched[place])
            #expect(abs(rank - reference) <= slack, "layer \(layer), token \(example.watched[place])")
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
