import Diagnostics
import Encodings
import JSON

extension GGMLVocabulary {
  /// The sections of a `tokenizer.json` that does the same.
  func sections(_ kind: Kind, path: String) throws(ExplainerError) -> JSONObject {
    var sections =
      switch kind {
      case .characters: characterSections
      case .bytes: try byteSections(path)
      case .wordPiece: wordSections
      case .unigram: unigramSections
      }
    sections["added_tokens"] = .array(
      pieces.indices.filter { parts[$0] == .control || parts[$0] == .user || parts[$0] == .unknown }.map {
        [
          "id": .integer($0), "content": .string(pieces[$0]), "special": .bool(parts[$0] != .user),
          "normalized": false, "lstrip": false, "rstrip": false, "single_word": false,
        ]
      })
    if let around = around(kind) { sections["post_processor"] = around }
    return sections
  }

  private var unknownPiece: JSONValue? {
    unknown.flatMap { pieces.indices.contains($0) ? .string(pieces[$0]) : nil }
  }

  private var characterSections: JSONObject {
    var normalizers: [JSONValue] = addsPrefix ?? true ? [["type": "Prepend", "prepend": "▁"]] : []
    normalizers.append(["type": "Replace", "pattern": ["String": " "], "content": "▁"])
    var decoders: [JSONValue] = [
      ["type": "Replace", "pattern": ["String": "▁"], "content": " "], ["type": "ByteFallback"],
      ["type": "Fuse"],
    ]
    if addsPrefix ?? true { decoders.append(["type": "Strip", "content": " ", "start": 1, "stop": 0]) }
    var model: JSONObject = ["type": "BPE", "fuse_unk": true, "byte_fallback": true]
    model["unk_token"] = unknownPiece
    return [
      "normalizer": ["type": "Sequence", "normalizers": .array(normalizers)],
      "decoder": ["type": "Sequence", "decoders": .array(decoders)], "model": .object(model),
    ]
  }

  private var wordSections: JSONObject {
    let lowers = lowercases ?? true
    return [
      "normalizer": [
        "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
        "lowercase": .bool(lowers),
        "strip_accents": .bool(stripsAccents ?? lowers),
      ],
      "pre_tokenizer": ["type": "BertPreTokenizer"],
      "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
      "model": [
        "type": "WordPiece", "unk_token": unknownPiece ?? "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
      ],
    ]
  }

  private var unigramSections: JSONObject {
    let space: JSONValue = [
      "type": "Metaspace", "replacement": "▁", "prepend_scheme": addsPrefix ?? true ? "always" : "never",
    ]
    var model: JSONObject = [
      "type": "Unigram", "byte_fallback": .bool(parts.contains(.byte)),
    ]
    model["unk_id"] = unknown.map { .integer($0) }
    var sections: JSONObject = [
      "pre_tokenizer": [
        "type": "Sequence",
        "pretokenizers": removesSpaces ?? true ? [["type": "WhitespaceSplit"], space] : [space],
      ], "decoder": space, "model": .object(model),
    ]
    if !characterMap.isEmpty {
      sections["normalizer"] = [
        "type": "Precompiled", "precompiled_charsmap": .string(Base64.text(characterMap)),
      ]
    }
    return sections
  }

  private func byteSections(_ path: String) throws(ExplainerError) -> JSONObject {
    let bytes: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": .bool(addsPrefix ?? false), "trim_offsets": false,
      "use_regex": false,
    ]
    guard let way else {
      throw ExplainerError(
        .unsupported, "this way of cutting texts into words is not known", at: [path, "tokenizer.ggml.pre"],
        expected: GGMLCutting.ways.keys.sorted().joined(separator: ", "),
        found: cutting.map { $0.cut(to: 80) } ?? "nothing",
        remedy: "Convert the checkpoint again with a current llama.cpp, or pass the checkpoint itself")
    }
    let cuts: [JSONValue] = way.expressions.map {
      ["type": "Split", "pattern": ["Regex": .string($0)], "behavior": "Isolated", "invert": false]
    }
    var sections: JSONObject = [
      "pre_tokenizer": ["type": "Sequence", "pretokenizers": .array(cuts + [bytes])], "decoder": bytes,
      "model": ["type": "BPE", "ignore_merges": .bool(way.ignoresMerges)],
    ]
    if way.composes { sections["normalizer"] = ["type": "NFC"] }
    return sections
  }
}

// MARK: - Around a text

extension GGMLVocabulary {
  private var way: GGMLCutting? { cutting.flatMap { GGMLCutting.ways[$0] } }

  /// What is put around a text, as llama.cpp does where a file does not say it.
  private func around(_ kind: Kind) -> JSONValue? {
    let begins = kind == .characters || kind == .bytes && way?.begins ?? false
    // Of BERT's texts llama.cpp does not ask the file.
    let isBERT = kind == .wordPiece
    let first = isBERT || addsBeginning ?? begins ? beginning : nil
    let last = isBERT ? separator ?? end : addsEnd ?? (kind == .unigram) ? end : nil
    let around = Set([first, last].compactMap { $0 }.filter(pieces.indices.contains)).sorted()
    guard !around.isEmpty else { return nil }
    func special(_ id: Int?, _ part: Int) -> [JSONValue] {
      guard let id, pieces.indices.contains(id) else { return [] }
      return [["SpecialToken": ["id": .string(pieces[id]), "type_id": .integer(part)]]]
    }
    let one = special(first, 0) + [["Sequence": ["id": "A", "type_id": 0]]] + special(last, 0)
    let part = isBERT ? 1 : 0
    let other: [JSONValue] = [["Sequence": ["id": "B", "type_id": .integer(part)]]] + special(last, part)
    return [
      "type": "TemplateProcessing", "single": .array(one),
      "pair": .array(one + (isBERT ? [] : special(first, 0)) + other),
      "special_tokens": .object(
        JSONObject(
          around.map {
            (
              pieces[$0],
              ["id": .string(pieces[$0]), "ids": [.integer($0)], "tokens": [.string(pieces[$0])]]
            )
          })),
    ]
  }
}
