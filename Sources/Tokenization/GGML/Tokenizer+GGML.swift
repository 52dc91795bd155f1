public import Diagnostics
import JSON

extension Tokenizer {
  /// The tokenizer of a vocabulary that lies in a file of ggml: ids are those of the tokenizer the file was made from.
  ///
  /// Where llama.cpp does otherwise, the checkpoint's tokenizer counts: texts in NFC for Qwen, special tokens found in texts.
  ///
  /// - Parameters:
  ///   - vocabulary: what lies in the file.
  ///   - path: the file, for messages.
  /// - Throws: `unsupported` for a kind of model, or a way of cutting, that is not known, `badData` for a vocabulary that
  ///   does not fit itself.
  public init(_ vocabulary: GGMLVocabulary, path: String) throws(ExplainerError) {
    let merges: MergeTable
    var builder = VocabularyBuilder(path: path)
    for (id, piece) in vocabulary.pieces.enumerated() {
      try builder.add(Array(piece.utf8), vocabulary.scores.indices.contains(id) ? vocabulary.scores[id] : 0)
    }
    switch vocabulary.model {
    case "llama":
      let usual = vocabulary.parts.indices.filter {
        vocabulary.parts[$0] == .usual || vocabulary.parts[$0] == .user
      }
      let order = usual.sorted { (-builder.scores[$0], $0) < (-builder.scores[$1], $1) }
      let isUsual = Set(usual)
      merges = try builder.merges(of: order, where: isUsual.contains)
    case "gpt2":
      var list = MergeBuilder(capacity: vocabulary.merges.count)
      for merge in vocabulary.merges {
        let bytes = Array(merge.utf8)
        if let problem = list.add(bytes.span.bytes, line: 0..<bytes.count, builder.pieces) {
          throw ExplainerError(.badData, problem.text, at: [path])
        }
      }
      merges = list.table
    default:
      throw ExplainerError(
        .unsupported, "this kind of vocabulary cannot be read yet", at: [path], expected: "llama or gpt2",
        found: vocabulary.model.cut(to: 80))
    }
    var file = TokenizerFile(path: path, pieces: builder.pieces, merges: merges, isSeparate: false)
    file.take(try vocabulary.sections(path: path), unknownID: vocabulary.unknown ?? 0, tokens: [], named: [:])
    try self.init(file, .bytePair)
  }
}

extension GGMLVocabulary {
  /// The sections of a `tokenizer.json` that does the same.
  fileprivate func sections(path: String) throws(ExplainerError) -> JSONObject {
    var sections = model == "llama" ? characterSections : try byteSections(path)
    sections["added_tokens"] = .array(
      pieces.indices.filter { parts[$0] == .control || parts[$0] == .user || parts[$0] == .unknown }.map {
        [
          "id": .integer($0), "content": .string(pieces[$0]), "special": .bool(parts[$0] != .user),
          "normalized": false, "lstrip": false, "rstrip": false, "single_word": false,
        ]
      })
    if let around { sections["post_processor"] = around }
    return sections
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
    if let unknown, pieces.indices.contains(unknown) { model["unk_token"] = .string(pieces[unknown]) }
    return [
      "normalizer": ["type": "Sequence", "normalizers": .array(normalizers)],
      "decoder": ["type": "Sequence", "decoders": .array(decoders)], "model": .object(model),
    ]
  }

  private func byteSections(_ path: String) throws(ExplainerError) -> JSONObject {
    let bytes: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": .bool(addsPrefix ?? false), "trim_offsets": false,
      "use_regex": false,
    ]
    func cut(_ expressions: [String]) -> JSONValue {
      .array(
        expressions.map {
          ["type": "Split", "pattern": ["Regex": .string($0)], "behavior": "Isolated", "invert": false]
        } + [bytes])
    }
    let name = cutting ?? "gpt-2"
    guard let way = GGMLCutting(rawValue: name) else {
      throw ExplainerError(
        .unsupported, "this way of cutting texts into words is not known", at: [path, "tokenizer.ggml.pre"],
        expected: GGMLCutting.allCases.map(\.rawValue).joined(separator: ", "), found: name.cut(to: 80))
    }
    var sections: JSONObject = [
      "pre_tokenizer": ["type": "Sequence", "pretokenizers": cut(way.expressions)], "decoder": bytes,
      "model": ["type": "BPE", "ignore_merges": .bool(way.ignoresMerges)],
    ]
    if way.composes { sections["normalizer"] = ["type": "NFC"] }
    return sections
  }

  /// What is put around a text.
  private var around: JSONValue? {
    // As llama.cpp does where a file does not say.
    let begins = addsBeginning ?? (model == "llama" || cutting.flatMap(GGMLCutting.init)?.begins == true)
    let first = begins ? beginning : nil
    let last = addsEnd ?? false ? end : nil
    let around = [first, last].compactMap { $0 }.filter(pieces.indices.contains)
    guard !around.isEmpty else { return nil }
    func special(_ id: Int?) -> [JSONValue] {
      id.map { [["SpecialToken": ["id": .string(pieces[$0]), "type_id": 0]]] } ?? []
    }
    let text: JSONValue = ["Sequence": ["id": "A", "type_id": 0]]
    let second: JSONValue = ["Sequence": ["id": "B", "type_id": 0]]
    return [
      "type": "TemplateProcessing", "single": .array(special(first) + [text] + special(last)),
      "pair": .array(special(first) + [text] + special(last) + special(first) + [second] + special(last)),
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
