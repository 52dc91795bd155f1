import Diagnostics
import JSON

extension TokenizerFamily {
  /// The sections of a `tokenizer.json`, but for what stands around a text, that the constructor makes of `config`, the
  /// content of a `tokenizer_config.json`; `model` has the model's settings.
  ///
  /// - Parameters:
  ///   - map: the map of characters in the file's own normaliser.
  ///   - unknown: the text of the token for what is unknown.
  ///   - found: its id, if the vocabulary has it.
  ///   - unknownID: its id, where SentencePiece's own file says it.
  func sections(
    _ config: FieldReader, map: JSONValue?, unknown: String?, found: Int?, unknownID: Int? = nil
  ) throws(ExplainerError) -> JSONObject {
    func prefixes(_ fallback: Bool) throws(ExplainerError) -> Bool {
      try config["add_prefix_space"].bool(default: fallback)
    }
    func scheme() throws(ExplainerError) -> String { try prefixes(true) ? "always" : "never" }
    let name: JSONValue = unknown.map { .string($0) } ?? .null
    let precompiled: [JSONValue] = map.map { [["type": "Precompiled", "precompiled_charsmap": $0]] } ?? []
    func unigram(
      _ normalizers: [JSONValue], _ scheme: String = "always", before: [JSONValue] = [], unknown: Int
    ) -> JSONObject {
      Self.pipeline(
        ["unk_id": .integer(unknown)], normalizers, before + [Self.metaspace(scheme)],
        [Self.metaspace(scheme)])
    }
    let spaces: JSONValue = Self.replace(expression: " {2,}", " ")
    let words: JSONValue = ["type": "WhitespaceSplit"]

    switch self {
    case .gpt2, .codeGen, .deberta, .roberta:
      return Self.byteLevel(prefix: try prefixes(false))
    case .blenderbot: return Self.byteLevel(prefix: try prefixes(true))
    case .gptNeoX: return Self.byteLevel(prefix: try prefixes(false), normalizers: [["type": "NFC"]])
    case .cohere:
      return Self.byteLevel(
        prefix: try prefixes(false), normalizers: [["type": "NFC"]],
        before: [["type": "Digits", "individual_digits": true]])
    case .qwen2, .qwen35:
      return Self.byteLevel(
        prefix: try prefixes(false), normalizers: [["type": "NFC"]],
        before: [Self.split(self == .qwen2 ? Self.qwen2Words : Self.qwen35Words)], cutsWords: false)
    case .clip:
      return Self.byteLevel(
        model: ["unk_token": name, "end_of_word_suffix": "</w>"],
        normalizers: [["type": "NFC"], Self.replace(expression: #"\s+"#, " "), ["type": "Lowercase"]],
        before: [Self.split(Self.clipWords, "Removed", invert: true)])
    case .llama, .codeLlama:
      let (adds, legacy) = (try prefixes(true), try config["legacy"].bool(default: false))
      let scheme = !adds ? "never" : legacy && self == .llama ? "always" : "first"
      let strip: [JSONValue] =
        adds || self == .codeLlama ? [["type": "Strip", "content": " ", "start": 1, "stop": 0]] : []
      return Self.pipeline(
        ["fuse_unk": true, "byte_fallback": true, "unk_token": self == .codeLlama ? name : .null], [],
        [Self.metaspace(scheme, split: false)], Self.spelledBytes + strip)
    case .gemma:
      return Self.pipeline(
        ["fuse_unk": true, "byte_fallback": true, "unk_token": name], [Self.replace(" ", "▁")],
        [Self.split(" ", "MergedWithPrevious", isText: true)], Self.spelledBytes)
    case .nllb, .reformer:
      return Self.pipeline(
        ["fuse_unk": true, "unk_token": name], precompiled.isEmpty ? [] : precompiled + [spaces],
        [Self.metaspace("always")], [Self.metaspace("always")])
    case .openAIGPT, .herbert:
      return Self.pipeline(
        ["unk_token": name, "end_of_word_suffix": "</w>"],
        [Self.bertNormalizer(lowercase: self == .openAIGPT, accents: self == .openAIGPT)],
        [["type": "BertPreTokenizer"]], [["type": "BPEDecoder", "suffix": "</w>"]])
    case .bert, .funnel, .mpNet:
      let lowercases = try config["do_lower_case"].bool(default: true)
      let prefix = self == .funnel ? try config["wordpieces_prefix"].string() ?? "##" : "##"
      return Self.pipeline(
        ["unk_token": name],
        [
          Self.bertNormalizer(
            lowercase: lowercases, accents: try config["strip_accents"].bool(default: lowercases),
            chinese: try config["tokenize_chinese_chars"].bool(default: true),
            clean: self == .funnel ? try config["clean_text"].bool(default: true) : true)
        ], [["type": "BertPreTokenizer"]], [["type": "WordPiece", "prefix": .string(prefix)]])
    case .t5: return unigram(precompiled, before: [words], unknown: 2)
    case .mBart: return unigram([], before: [words], unknown: 3)
    case .xlmRoberta:
      return unigram(precompiled, try scheme(), before: [words], unknown: 3)
    case .camembert:
      return unigram(precompiled, try scheme(), before: [words], unknown: found ?? 0)
    case .mBart50: return unigram(precompiled + [spaces], unknown: 3)
    case .xglm: return unigram(precompiled + [spaces], try scheme(), unknown: 3)
    case .barthez:
      return unigram(Self.debertaNormalizers, try scheme(), unknown: 3)
    case .debertaV2:
      let lower: [JSONValue] = try config["do_lower_case"].bool(default: false) ? [["type": "Lowercase"]] : []
      let marks: [JSONValue] =
        try config["split_by_punct"].bool(default: false)
        ? [["type": "Punctuation", "behavior": "Isolated"]] : []
      let other = try config["unk_id"].integer() ?? 1
      return unigram(
        lower + Self.debertaNormalizers, try prefixes(true) ? "always" : "first", before: marks,
        unknown: found ?? unknownID ?? other)
    case .bigBird:
      return unigram(
        [Self.replace(expression: " {2,}", "▁")], try scheme(), unknown: found ?? 100)
    case .pegasus:
      let first = precompiled.isEmpty ? [Self.replace(expression: #"\n"#, " ")] : precompiled
      return unigram(first + [spaces], unknown: found ?? 1)
    case .albert, .xlNet, .remBert:
      let lower = try config["do_lower_case"].bool(default: self == .albert)
      let keeps = try config["keep_accents"].bool(default: self == .remBert)
      let xlNetUnknown = try config["unk_id"].integer() ?? 0
      let quotes = [Self.replace("``", "\""), Self.replace("''", "\"")]
      let accents: [JSONValue] = keeps && self != .xlNet ? [] : [["type": "NFKD"], ["type": "StripAccents"]]
      let scheme = self == .xlNet ? "always" : try scheme()
      return unigram(
        quotes + (self == .remBert ? [spaces] : []) + accents + (lower ? [["type": "Lowercase"]] : [])
          + precompiled, scheme, before: self == .remBert ? [] : [words],
        unknown: self == .albert ? 1 : self == .remBert ? 2 : unknownID ?? xlNetUnknown)
    }
  }
}
