import JSON
import Testing

@testable import ExplainerCore

/// What a continuation leaves out of what a checkpoint says, in words.
@Suite struct GenerationRulesTests {
  private static let rules = GenerationRules(
    followed: ["min_length": 6], search: ["num_beams": 4, "length_penalty": 2.0],
    ignored: ["stop_strings": ["a"], "do_sample": true, "temperature": 0.7, "top_k": 0, "min_p": 0.1])

  /// One sentence a setting; those of drawing only where tokens are drawn, those of the search only where none is asked for.
  @Test(arguments: [
    (
      GenerationOptions(maximumNewTokens: 3), ["num_beams (4)", "stop_strings ([\"a\"])", "do_sample (true)"]
    ),
    (GenerationOptions(maximumNewTokens: 3, beams: 1), ["stop_strings", "do_sample"]),
    (GenerationOptions(maximumNewTokens: 3, beams: 4), ["stop_strings", "do_sample"]),
    (GenerationOptions(maximumNewTokens: 3, samples: true), ["stop_strings", "temperature (0.7)", "min_p"]),
    (GenerationOptions(maximumNewTokens: 3, samples: true, temperature: 0.7), ["stop_strings", "min_p"]),
  ])
  func omissions(_ options: GenerationOptions, _ named: [String]) {
    let sentences = Self.rules.omissions(options)
    #expect(sentences.count == named.count, "\(sentences)")
    for (sentence, name) in zip(sentences, named) {
      #expect(sentence.hasPrefix("the checkpoint's \(name)"), "\(sentence)")
    }
  }

  /// They cross the boundary with the model's description.
  @Test func boundary() throws {
    let info = ModelInfo(
      id: "m", family: "gpt2", kind: .causal, dtype: "F32", layers: 1, heads: 1, hiddenSize: 1,
      feedForwardSize: 1, vocabularySize: 1, contextLength: 1, generation: Self.rules)
    #expect(try ModelInfo(json: JSONValue(parsing: info.json.text())) == info)
    let options = GenerationOptions(maximumNewTokens: 2, beams: 3)
    #expect(try GenerationOptions(json: JSONValue(parsing: options.json.text())) == options)
  }
}
