import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

extension GenerationSettings {
  /// Reads `generation_config.json`, or where there is none, `config.json`, as transformers 5.24.0 does: where the former
  /// is there, nothing is taken from the latter, and what neither file says is not so (classes' defaults do not count).
  ///
  /// - Parameter vocabularySize: V.
  /// - Throws: `badData` for a setting that is malformed or names a token outside the vocabulary.
  init(_ source: ModelSource, vocabularySize: Int) throws(ExplainerError) {
    let file = source.generation ?? source.configuration
    try self.init(file, isFromModel: source.generation == nil, vocabularySize: vocabularySize)
  }

  /// Reads `file`; `isFromModel` says that it is a `config.json`.
  init(_ file: ModelConfiguration, isFromModel: Bool, vocabularySize: Int) throws(ExplainerError) {
    let reader = GenerationSettingsReader(file: file, vocabularySize: vocabularySize)
    endTokens = try file.integers("eos_token_id")
    rules = try Self.rules(reader, endTokens: endTokens, isFromModel: isFromModel)
    for one in rules {
      let isImplied = !file.has(one.name)  // `force_bos_token_to_be_generated`
      description.followed[one.name] =
        isImplied ? (try file.integers("bos_token_id").first).map { .integer($0) } : file.value(one.name)
    }
    try readSearch(file)
    description.ignored = Self.ignored(file)
  }

  /// In the order of `_get_logits_processor`.
  private static func rules(
    _ reader: GenerationSettingsReader, endTokens: [Int], isFromModel: Bool
  ) throws(ExplainerError) -> [Rule] {
    let file = reader.file
    var rules: [Rule] = []
    func add(_ name: String, _ rule: GenerationRule?) {
      if let rule { rules.append(Rule(name: name, rule: rule)) }
    }
    add("sequence_bias", try reader.sequenceBias())
    add(
      "encoder_repetition_penalty",
      try reader.penalty("encoder_repetition_penalty").map { .sourcePenalty($0) })
    add("repetition_penalty", try reader.penalty("repetition_penalty").map { .repetitionPenalty($0) })
    add("no_repeat_ngram_size", try reader.count("no_repeat_ngram_size").map { .noRepetition($0) })
    add(
      "encoder_no_repeat_ngram_size",
      try reader.count("encoder_no_repeat_ngram_size").map { .noSourceRepetition($0) })
    add("bad_words_ids", try reader.badWords(endTokens: endTokens))
    if !endTokens.isEmpty {
      // The number of new tokens takes the place of the length, 0 too.
      if file.has("min_new_tokens") {
        add(
          "min_new_tokens", try reader.count("min_new_tokens").map { .minimumAdded($0, endTokens: endTokens) }
        )
      } else {
        add("min_length", try reader.count("min_length").map { .minimumLength($0, endTokens: endTokens) })
      }
    }
    let forcedFirst = try reader.forcedFirst(isFromModel: isFromModel)
    add("forced_bos_token_id", forcedFirst.isEmpty ? nil : .forcedFirst(forcedFirst))
    let forcedLast = try reader.tokens("forced_eos_token_id")
    add("forced_eos_token_id", forcedLast.isEmpty ? nil : .forcedLast(forcedLast))
    add("remove_invalid_values", try file.bool("remove_invalid_values", default: false) ? .finite : nil)
    if !endTokens.isEmpty, let (start, factor) = try reader.growth() {
      add(
        "exponential_decay_length_penalty", .growingEnd(after: start, factor: factor, endTokens: endTokens))
    }
    let suppressed = try file.integers("suppress_tokens")
    add("suppress_tokens", suppressed.isEmpty ? nil : .suppression(suppressed))
    let first = try file.integers("begin_suppress_tokens")
    add(
      "begin_suppress_tokens",
      first.isEmpty ? nil : .suppressionAtBegin(first, isFirstForced: !forcedFirst.isEmpty))
    for (name, ids) in [("forced_bos_token_id", forcedFirst), ("forced_eos_token_id", forcedLast)]
    where !ids.isEmpty && Set(ids).isSubset(of: suppressed) {
      throw ExplainerError(
        .badData, "'\(name)' forces a token that 'suppress_tokens' forbids", at: [file.path],
        found: "\(ids)", remedy: "take it out of one of them")
    }
    return rules
  }

  private mutating func readSearch(_ file: ModelConfiguration) throws(ExplainerError) {
    lengthPenalty = try file.number("length_penalty", default: 1)
    renormalizes = try file.bool("renormalize_logits", default: false)
    switch file.value("early_stopping") {
    case nil, .bool(false): earlyStopping = .heuristic
    case .bool(true): earlyStopping = .atOnce
    case .string("never"): earlyStopping = .never
    case let other?:
      throw ExplainerError(
        .badData, "'early_stopping' cannot be used", at: [file.path], expected: "true, false or \"never\"",
        found: other.text())
    }
    let isSearch = try file.integer("num_beams", default: 1, in: 0...Int(Int32.max)) > 1
    for (key, says) in [
      ("num_beams", isSearch), ("length_penalty", lengthPenalty != 1),
      ("early_stopping", file.value("early_stopping") != .bool(false)), ("renormalize_logits", renormalizes),
    ] where says { description.search[key] = file.value(key) }
  }

  /// What changes a continuation elsewhere, and what each setting is where it changes nothing.
  private static func ignored(_ file: ModelConfiguration) -> JSONObject {
    let neutral: [(String, JSONValue)] = [
      ("guidance_scale", 1), ("stop_strings", .null), ("max_time", .null), ("token_healing", false),
      ("watermarking_config", .null), ("constraints", .null), ("force_words_ids", .null),
      ("penalty_alpha", 0), ("dola_layers", .null), ("num_beam_groups", 1), ("do_sample", false),
      ("temperature", 1), ("top_k", 50), ("top_p", 1), ("min_p", .null), ("top_h", .null),
      ("typical_p", 1), ("epsilon_cutoff", 0), ("eta_cutoff", 0),
    ]
    var found = JSONObject()
    for (key, value) in neutral {
      guard let own = file.value(key) else { continue }
      if own != value, own.double == nil || own.double != value.double { found[key] = own }
    }
    if file.value("cache_implementation") == "quantized" { found["cache_implementation"] = "quantized" }
    return found
  }
}
