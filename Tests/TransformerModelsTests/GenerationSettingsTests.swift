import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// What is read of `generation_config.json`, what of it is said, and what is refused.
@Suite struct GenerationSettingsTests {
  private let checkpoint = AlteredCheckpoint("gpt2")

  private func settings(_ json: String) throws -> GenerationSettings {
    try GenerationSettings(
      ModelConfiguration(
        path: "generation_config.json", object: try #require(JSONValue(parsing: json).object)),
      isFromModel: false, vocabularySize: 1000)
  }

  private func model(_ json: String) throws -> any Model {
    let directory = try checkpoint.prepare(without: ["generation_config.json"])
    checkpoint.folder.write(json, to: "generation_config.json")
    return try checkpoint.load(directory)
  }

  /// Rules come in the order in which transformers 5.24.0 applies its processors (`_get_logits_processor`), whatever the
  /// order in the file; what says nothing is no rule.
  @Test func order() throws {
    let all = try settings(
      """
      {"suppress_tokens": [5], "begin_suppress_tokens": [6], "exponential_decay_length_penalty": [5, 1.1],
       "remove_invalid_values": true, "forced_eos_token_id": 3, "forced_bos_token_id": 2, "min_new_tokens": 3,
       "min_length": 4, "bad_words_ids": [[7]], "encoder_no_repeat_ngram_size": 2, "no_repeat_ngram_size": 3,
       "repetition_penalty": 1.2, "encoder_repetition_penalty": 1.5, "sequence_bias": [[[1], 2]], "eos_token_id": 0}
      """)
    #expect(
      all.rules.map(\.name) == [
        "sequence_bias", "encoder_repetition_penalty", "repetition_penalty", "no_repeat_ngram_size",
        "encoder_no_repeat_ngram_size", "bad_words_ids", "min_new_tokens", "forced_bos_token_id",
        "forced_eos_token_id", "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens",
        "begin_suppress_tokens",
      ])
    #expect(all.description.followed.keys == all.rules.map(\.name) && all.description.ignored.isEmpty)
    let none = try settings(
      """
      {"min_length": 0, "no_repeat_ngram_size": 0, "repetition_penalty": 1.0, "suppress_tokens": null,
       "forced_bos_token_id": null, "num_beams": 1, "length_penalty": 1.0, "early_stopping": false, "temperature": 1,
       "top_k": 50, "top_p": 1.0, "guidance_scale": 1, "do_sample": false, "max_length": 20, "eos_token_id": 0}
      """)
    #expect(none.rules.isEmpty && none.told == nil)
    // Without an end token nothing can keep from it.
    #expect(try settings(#"{"min_length": 9, "exponential_decay_length_penalty": [1, 2]}"#).rules.isEmpty)
  }

  /// What changes a continuation in transformers and is not done here is named.
  @Test(arguments: [
    (#""guidance_scale": 1.5"#, "guidance_scale"), (#""stop_strings": "x""#, "stop_strings"),
    (#""max_time": 3.0"#, "max_time"), (#""token_healing": true"#, "token_healing"),
    (#""watermarking_config": {"bias": 2.0}"#, "watermarking_config"),
    (#""constraints": [1]"#, "constraints"),
    (#""force_words_ids": [[5]]"#, "force_words_ids"), (#""penalty_alpha": 0.6"#, "penalty_alpha"),
    (#""dola_layers": "low""#, "dola_layers"), (#""num_beam_groups": 2"#, "num_beam_groups"),
    (#""do_sample": true"#, "do_sample"), (#""typical_p": 0.9"#, "typical_p"),
    (#""cache_implementation": "quantized""#, "cache_implementation"),
  ])
  func ignored(_ member: String, _ key: String) throws {
    #expect(try settings("{\(member)}").description.ignored.keys == [key])
  }

  /// A setting that cannot be is refused where a text is continued, by file and key; what else the model can be asked works.
  @Test(arguments: [
    (#"{"repetition_penalty": 0}"#, "'repetition_penalty'", "a number above 0"),
    (#"{"bad_words_ids": [5]}"#, "'bad_words_ids'", "a list of lists of token ids"),
    (#"{"bad_words_ids": [[5, 1000]]}"#, "'bad_words_ids'", "an id from 0 to 999"),
    (#"{"bad_words_ids": [[-1]]}"#, "'bad_words_ids'", "a list of lists of token ids"),
    (#"{"sequence_bias": {"(5,)": 1.0}}"#, "'sequence_bias'", "pairs of token ids and a number"),
    (#"{"sequence_bias": [[[2000], 1.0]]}"#, "'sequence_bias'", "an id from 0 to 999"),
    (#"{"forced_bos_token_id": 1000}"#, "'forced_bos_token_id'", "an id from 0 to 999"),
    (#"{"forced_eos_token_id": [3, -1]}"#, "'forced_eos_token_id'", "an id from 0 to 999"),
    (#"{"suppress_tokens": "a"}"#, "'suppress_tokens'", "a whole number or a list of them"),
    (#"{"min_length": 5.5, "eos_token_id": 0}"#, "'min_length'", "a whole number"),
    (#"{"exponential_decay_length_penalty": 5, "eos_token_id": 0}"#, "'exponential_decay", "a factor"),
    (#"{"early_stopping": "soon"}"#, "'early_stopping'", "never"),
    (#"{"forced_eos_token_id": 3, "suppress_tokens": [3, 4]}"#, "'forced_eos_token_id'", "[3]"),
  ])
  func malformed(_ json: String, _ key: String, _ words: String) throws {
    let model = try model(json)
    let error = #expect(throws: ExplainerError.self) {
      try model.generate(ModelInput(ids: [5, 6]), options: .init(maximumNewTokens: 2), capturing: [])
    }
    #expect(error?.code == .badData && error?.location.first?.hasSuffix("generation_config.json") == true)
    #expect(
      error?.description.contains(key) == true && error?.description.contains(words) == true,
      "\(error.debugDescription)")
    #expect(try model.run(ModelInput(ids: [5, 6]), capturing: [SitePattern("logits")])["logits"] != nil)
  }

  /// Where `generation_config.json` is there, `config.json` has no say in the end token (transformers 5.24.0: such a text
  /// never ends), and where it is not, `config.json` has.
  @Test func fileOfEndTokens() throws {
    let plain = try model("{}").generate(
      ModelInput(ids: [5, 6]), options: .init(maximumNewTokens: 6), capturing: [])
    let end = plain.steps[2].id
    let first = try #require(plain.steps.firstIndex { $0.id == end })
    let other = AlteredCheckpoint("gpt2")
    let directory = try other.prepare(
      changes: [("eos_token_id", .integer(end))], without: ["generation_config.json"])
    func count() throws -> Int {
      try other.load(directory).generate(
        ModelInput(ids: [5, 6]), options: .init(maximumNewTokens: 6), capturing: []
      ).steps.count
    }
    #expect(try count() == first + 1)
    other.folder.write("{}", to: "generation_config.json")
    #expect(try count() == 6)
  }

  /// A step names the rules that took its token from the model's own best one, and only these; its probability is the
  /// model's own.
  @Test func steps() throws {
    let input = ModelInput(ids: [5, 6])
    func steps(_ json: String) throws -> [Generation.Step] {
      try model(json).generate(input, options: .init(maximumNewTokens: 3), capturing: []).steps
    }
    let plain = try steps("{}")
    #expect(plain.allSatisfy { $0.rules.isEmpty })
    let ended = try steps(
      #"{"eos_token_id": \#(plain[0].id), "min_new_tokens": 1, "no_repeat_ngram_size": 9}"#)
    #expect(ended[0].id != plain[0].id && ended[0].rules == ["min_new_tokens"])
    #expect(ended[0].probability < plain[0].probability)
    let forced = try steps(#"{"forced_eos_token_id": 12}"#)
    #expect(forced[2].id == 12 && forced.map(\.rules) == [[], [], ["forced_eos_token_id"]])
    // Another rule gives back what the first has taken.
    let returned = try steps(
      #"{"forced_bos_token_id": 3, "sequence_bias": [[[\#(plain[0].id)], -99], [[\#(plain[0].id)], 1]]}"#)
    #expect(returned[0] == plain[0])
  }

  /// Beams are from 1 to 64, and exclude drawing.
  @Test func beams() throws {
    let model = try model("{}")
    for (options, code) in [
      (GenerationOptions(maximumNewTokens: 2, beams: 0), ErrorCode.badParameter),
      (GenerationOptions(maximumNewTokens: 2, beams: 65), .badParameter),
      (GenerationOptions(maximumNewTokens: 2, samples: true, beams: 2), .badParameter),
    ] {
      let error = #expect(throws: ExplainerError.self) {
        try model.generate(ModelInput(ids: [5]), options: options, capturing: [])
      }
      #expect(error?.code == code)
    }
    let one = try model.generate(
      ModelInput(ids: [5]), options: .init(maximumNewTokens: 4, beams: 1), capturing: [])
    #expect(
      try model.generate(ModelInput(ids: [5]), options: .init(maximumNewTokens: 4), capturing: []).steps
        == one.steps)
  }

  /// What a search leaves behind is what a pass over its text holds: the last state of each step gives the probability it
  /// tells.
  @Test(arguments: ["gpt2", "bart"]) func traceOfSearch(_ name: String) throws {
    let model = try GoldenModel(name).load()
    let input = ModelInput(ids: [0, 9, 300, 41, 2], decoderIDs: name == "bart" ? [2, 0] : nil)
    let generation = try model.generate(
      input, options: .init(maximumNewTokens: 5, beams: 3), capturing: [SitePattern("logits")])
    let logits = try #require(generation.trace["logits"])
    for (index, step) in generation.steps.enumerated() {
      let row = logits.slice(generation.promptIDs.count - 1 + index)
      #expect(abs(row.softmaxed[flat: step.id] - step.probability) < 1e-5)
    }
  }
}
