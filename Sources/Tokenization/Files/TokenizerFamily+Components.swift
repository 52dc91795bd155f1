import JSON

extension TokenizerFamily {
  /// How Qwen2 cuts words.
  static let qwen2Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// How Qwen 3.5 does.
  static let qwen35Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// How CLIP does.
  static let clipWords =
    #"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#

  /// What DeBERTa v2 does to a text.
  static let debertaNormalizers: [JSONValue] = [
    replace(expression: #"\s{2,}|[\n\r\t]"#, " "), ["type": "NFC"],
    ["type": "Strip", "strip_left": false, "strip_right": true],
  ]

  /// How pieces that spell bytes and spaces become text.
  static let spelledBytes: [JSONValue] = [replace("▁", " "), ["type": "ByteFallback"], ["type": "Fuse"]]

  /// The sections of these components.
  static func pipeline(
    _ model: JSONObject, _ normalizers: [JSONValue], _ cutters: [JSONValue], _ decoders: [JSONValue]
  ) -> JSONObject {
    [
      "model": .object(model), "normalizer": ["type": "Sequence", "normalizers": .array(normalizers)],
      "pre_tokenizer": ["type": "Sequence", "pretokenizers": .array(cutters)],
      "decoder": ["type": "Sequence", "decoders": .array(decoders)],
    ]
  }

  /// The sections of a byte-level encoding.
  static func byteLevel(
    model: JSONObject = [:], prefix: Bool = false, normalizers: [JSONValue] = [], before: [JSONValue] = [],
    cutsWords: Bool = true
  ) -> JSONObject {
    let bytes: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": .bool(prefix), "use_regex": .bool(cutsWords),
    ]
    return pipeline(model, normalizers, before + [bytes], [["type": "ByteLevel"]])
  }

  /// SentencePiece's way with spaces.
  static func metaspace(_ scheme: String, split: Bool = true) -> JSONValue {
    ["type": "Metaspace", "replacement": "▁", "prepend_scheme": .string(scheme), "split": .bool(split)]
  }

  /// A text in place of another.
  static func replace(_ old: String, _ new: String) -> JSONValue {
    ["type": "Replace", "pattern": ["String": .string(old)], "content": .string(new)]
  }

  /// A text in place of what an expression finds.
  static func replace(expression: String, _ new: String) -> JSONValue {
    ["type": "Replace", "pattern": ["Regex": .string(expression)], "content": .string(new)]
  }

  /// Words cut by a pattern.
  static func split(
    _ pattern: String, _ behavior: String = "Isolated", invert: Bool = false, isText: Bool = false
  ) -> JSONValue {
    [
      "type": "Split", "pattern": isText ? ["String": .string(pattern)] : ["Regex": .string(pattern)],
      "behavior": .string(behavior), "invert": .bool(invert),
    ]
  }

  /// BERT's normaliser.
  static func bertNormalizer(
    lowercase: Bool, accents: Bool, chinese: Bool = true, clean: Bool = true
  ) -> JSONValue {
    [
      "type": "BertNormalizer", "clean_text": .bool(clean), "handle_chinese_chars": .bool(chinese),
      "strip_accents": .bool(accents), "lowercase": .bool(lowercase),
    ]
  }
}
