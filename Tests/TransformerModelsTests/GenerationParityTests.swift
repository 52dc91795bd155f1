import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing

@testable import TransformerModels

/// Continuations by the settings of `generation_config.json`, or of `config.json` where there is none, add the ids that
/// `generate` of transformers 5.24.0 adds: each rule alone, several together, and beam search.
///
/// `Tests/Fixtures/Scripts/make_generation_fixture.py` made the cases.
@Suite struct GenerationParityTests {
  private static let cases: [JSONValue] =
    (try? ModelConfiguration(path: "\(Fixtures.root)/generation.json").value("cases")?.array) ?? []

  private static func ids(_ value: JSONValue?) -> [Int] { (value?.array ?? []).compactMap(\.int) }

  /// The file is there, and has cases with and without beams, of each family.
  @Test func coverage() {
    #expect(Self.cases.count > 300)
    #expect(Self.cases.count { $0["beams"] != nil } > 80)
    #expect(Set(Self.cases.compactMap { $0["model"]?.string }) == ["gpt2", "bart"])
  }

  @Test(arguments: ["gpt2", "bart"]) func added(_ name: String) throws {
    let loaded = try GoldenModel(name).load()
    let directory = Fixtures.model(name)
    let original = try ModelConfiguration(path: "\(directory)/config.json").object
    for (number, one) in Self.cases.enumerated() where one["model"]?.string == name {
      var object = original
      for (key, value) in one["config"]?.object?.members ?? [] {
        object[key] = value == "absent" ? nil : value
      }
      let settings =
        try one["settings"]?.object.map {
          try GenerationSettings(
            ModelConfiguration(path: "generation_config.json", object: $0), isFromModel: false,
            vocabularySize: loaded.info.vocabularySize)
        }
        ?? GenerationSettings(
          ModelConfiguration(path: "config.json", object: object), isFromModel: true,
          vocabularySize: loaded.info.vocabularySize)
      let model = try #require(loaded as? TransformerModel)
      let options = GenerationOptions(maximumNewTokens: one["new"]?.int ?? 0, beams: one["beams"]?.int)
      let input = try model.readable(
        ModelInput(ids: Self.ids(one["ids"]), decoderIDs: one["decoder_ids"].map(Self.ids)))
      let text = Continuation(
        of: model.prompt(of: input), reading: input.ids, options, try Sampler(options), settings: settings)
      let result = try model.continued([text], PassPlan(over: [input]), options)[0].result
      #expect(result.steps.map(\.id) == Self.ids(one["added"]), "case \(number): \(one.text())")
    }
  }
}
