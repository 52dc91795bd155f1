import Diagnostics
import Encodings
import JSON

extension SentencePieceModel {
  /// The tokenizer that this is, as the class of the family `family` takes it; nil means a class that takes all of it.
  ///
  /// Source: `SentencePieceExtractor` and the converters of `convert_slow_tokenizer.py` in transformers 5.24.0.
  ///
  /// - Parameters:
  ///   - path: the file, for messages.
  ///   - family: the family of the class that reads it.
  ///   - config: what `tokenizer_config.json` says.
  ///   - texts: the special tokens' texts.
  func file(
    path: String, _ family: TokenizerFamily?, _ config: FieldReader, _ texts: [SpecialTokenRole: String]
  ) throws(ExplainerError) -> TokenizerFile {
    let isUnigram = (family?.kind ?? (kind == 1 ? .unigram : .bytePair)) == .unigram
    if let family, Self.unread.contains(family) {
      throw ExplainerError(
        .unsupported, "for this class only a tokenizer.json is supported", at: [path],
        found: "\(family.rawValue)Tokenizer")
    }
    guard family?.kind != .wordPiece, family?.isByteLevel != true, family != nil || kind == 1 || kind == 2
    else {
      throw ExplainerError(
        .unsupported, "this kind of model of SentencePiece is not supported", at: [path],
        expected: "Unigram or byte-pair encoding")
    }
    var builder = VocabularyBuilder(path: path)
    for (text, score) in listed(family, config, texts) { try builder.add(text, score) }
    let merges = isUnigram ? nil : try family == nil ? rankedMerges(builder) : builder.merges()
    var file = TokenizerFile(
      path: path, pieces: builder.pieces, merges: merges, scores: isUnigram ? builder.scores : nil)
    file.take(
      sections(of: family, config), unknownID: unknownID,
      // A class that takes all of the model cuts the user's symbols itself, where words are cut.
      tokens: pieces.indices.filter { pieces[$0].type == 3 || pieces[$0].type == 4 && family != nil }.map {
        AddedToken(
          id: $0, content: String(decoding: text(of: $0), as: UTF8.self), isSpecial: pieces[$0].type == 3)
      }, named: namedTokens)
    return file
  }

  /// The families whose classes make of a model alone what nobody uses.
  private static let unread: Set<TokenizerFamily> = [.herbert, .nllb, .openAIGPT, .remBert, .xglm]

  /// The texts of the pieces with a part to play.
  private var namedTokens: [SpecialTokenRole: String] {
    let ids: [(SpecialTokenRole, Int)] = [(.beginning, beginningID), (.end, endID), (.unknown, unknownID)]
    return Dictionary(
      uniqueKeysWithValues: ids.filter { pieces.indices.contains($0.1) }.map {
        ($0, String(decoding: text(of: $1), as: UTF8.self))
      })
  }

  /// The pieces with their scores in the order of their ids.
  private func listed(
    _ family: TokenizerFamily?, _ config: FieldReader, _ texts: [SpecialTokenRole: String]
  ) -> [([UInt8], Double)] {
    let own = pieces.indices.map { (text(of: $0), Double(pieces[$0].score)) }
    func role(_ role: SpecialTokenRole, _ fallback: String) -> ([UInt8], Double) {
      (Array((texts[role] ?? fallback).utf8), 0)
    }
    func plain(_ texts: [String], _ score: Double = 0) -> [([UInt8], Double)] {
      texts.map { (Array($0.utf8), score) }
    }
    let first = [
      role(.beginning, "<s>"), role(.padding, "<pad>"), role(.end, "</s>"), role(.unknown, "<unk>"),
    ]
    switch family {
    case .t5:
      let count = max(0, min(config["extra_ids"].value?.int ?? 100, 1 << 16))
      return own + plain((0..<count).reversed().map { "<extra_id_\($0)>" })
    case .xlmRoberta: return first + own.dropFirst(3) + [role(.mask, "<mask>")]
    case .mBart, .mBart50:
      let languages = plain(
        TokenizerFamily.languages + (family == .mBart ? [] : TokenizerFamily.furtherLanguages))
      return first + own.dropFirst(3) + languages + [role(.mask, "<mask>")]
    case .camembert:
      return plain(["<s>NOTUSED"]) + [role(.padding, "<pad>")] + plain(["</s>NOTUSED"])
        + [role(.unknown, "<unk>")] + plain(["<unk>NOTUSED"], -100) + own.dropFirst() + [
          role(.mask, "<mask>")
        ]
    case .pegasus:
      let masks = [config["mask_token"].value?.string ?? "<mask_1>", "<mask_2>"]
      let count = max(2, min(config["offset"].value?.int ?? 103, 1 << 16))
      return [role(.padding, "<pad>"), role(.end, "</s>")] + plain(masks[0] == masks[1] ? [masks[0]] : masks)
        + plain((2..<count).map { "<unk_\($0)>" }, -100) + own.dropFirst(2)
    default: return own
    }
  }

  /// What stands in the sections of the file that the class of the family `family` makes of it.
  private func sections(of family: TokenizerFamily?, _ config: FieldReader) -> JSONObject {
    let map: JSONValue? =
      characterMap.isEmpty
      ? nil
      : ["type": "Precompiled", "precompiled_charsmap": .string(Base64.text(Array(bytes[characterMap])))]
    guard family == nil else { return map.map { ["normalizer": $0] } ?? [:] }
    let legacy = config["legacy"].value?.bool ?? true
    var steps = map.map { [$0] } ?? []
    if removesSpaces {
      steps.append(TokenizerFamily.replace(expression: #"\A +| +\z"#, ""))
      steps.append(TokenizerFamily.replace(expression: " {2,}", " "))
    }
    if escapesSpaces { steps.append(TokenizerFamily.replace(" ", "▁")) }
    if addsPrefix, legacy { steps.append(TokenizerFamily.replace(expression: #"\A▁"#, "▁▁")) }
    let own = pieces.indices.filter { pieces[$0].type == 4 }.map {
      String(decoding: text(of: $0), as: UTF8.self)
    }
    var cutters: [JSONValue] =
      addsPrefix ? [TokenizerFamily.metaspace(legacy ? "always" : "first", split: false)] : []
    if !own.isEmpty {
      let longest = own.sorted { ($1.unicodeScalars.count, $0) < ($0.unicodeScalars.count, $1) }
      cutters.append(TokenizerFamily.split(longest.map(SplitPatternParser.escaped).joined(separator: "|")))
    }
    var decoders = [TokenizerFamily.replace("▁", " ")]
    if fallsBack { decoders.append(["type": "ByteFallback"]) }
    if addsPrefix {
      decoders += [["type": "Fuse"], ["type": "Strip", "content": " ", "start": 1, "stop": 0]]
    } else if fallsBack {
      decoders.append(["type": "Fuse"])
    }
    let unknown: JSONValue =
      pieces.indices.contains(unknownID)
      ? .string(String(decoding: text(of: unknownID), as: UTF8.self)) : .null
    return TokenizerFamily.pipeline(
      [
        "unk_token": unknown, "unk_id": .integer(unknownID), "fuse_unk": true,
        "byte_fallback": .bool(fallsBack),
        "ignore_merges": .bool(!own.isEmpty),
      ], steps, cutters, decoders)
  }

  /// The merges of usual pieces, those that make likelier pieces first.
  private func rankedMerges(_ builder: VocabularyBuilder) throws(ExplainerError) -> MergeTable {
    let order = pieces.indices.filter { pieces[$0].type == 1 }.sorted {
      (-pieces[$0].score, $0) < (-pieces[$1].score, $1)
    }
    return try builder.merges(of: order) { pieces[$0].type == 1 }
  }
}
