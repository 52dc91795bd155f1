@testable import Tokenization

extension FuzzTarget {
  /// `tokenizer.json`, and behind a zero byte the text that it cuts.
  static let tokenizer = FuzzTarget("tokenizer", largest: 8192) { bytes in
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard let file = try? TokenizerFile(path: "tokenizer.json", bytes: Array(parts[0])),
      let kind = try? TokenizerModel.Kind(file), let tokenizer = try? Tokenizer(file, kind)
    else { return }
    use(tokenizer, on: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : "Ab, c d\u{301}12\n x")
  }

  /// A model of SentencePiece, taken as it is and as Marian's.
  static let sentencepiece = FuzzTarget("sentencepiece", largest: 8192) { bytes in
    guard let model = try? SentencePieceModel(bytes, path: "spiece.model") else { return }
    let config = FieldReader(nil, path: "tokenizer_config.json", address: "")
    if let file = try? model.file(path: "spiece.model", nil, config, [:]),
      let tokenizer = try? Tokenizer(file, file.scores == nil ? .bytePair : .unigram)
    {
      use(tokenizer, on: "The whale's  half\u{FB01} \u{BD}\u{1F600}<sep>")
    }
    for family in [.t5, .xlmRoberta, .pegasus, .llama] as [TokenizerFamily] {
      _ = try? model.file(path: "spiece.model", family, config, [:])
    }
    let text = Array("The  whale A\u{30A}\u{4E2D}".utf8)
    _ = try? model.normalizer(path: "source.spm").normalize(text, text.indices)
    guard let unigram = try? model.unigram(path: "source.spm", PieceTable(), unknown: 0) else { return }
    var scratch = TokenizerModel.Scratch()
    let words = WordList(NormalizedText(text, text.indices))
    TokenizerModel.unigram(unigram).encode(words, pieces: PieceTable(), into: &scratch)
    promise(scratch.tokens.allSatisfy { $0.start < $0.end && $0.end <= text.count }, "tokens lie in the text")
  }

  /// What stands beside a tokenizer: `tokenizer_config.json`, and behind zero bytes `special_tokens_map.json` and
  /// `added_tokens.json`.
  static let settings = FuzzTarget("settings") { bytes in
    let family = String(decoding: bytes.prefix(512), as: UTF8.self).contains("Bert") ? "bert" : "gpt2"
    let names = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"]
    let folder = Inputs.copy(of: family, except: names)
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    for (index, name) in names.enumerated() {
      let part = index < parts.count ? Array(parts[index]) : []
      _ = Inputs.write(part.isEmpty ? Array("{}".utf8) : part, to: "\(family)/\(name)")
    }
    guard let tokenizer = try? Tokenizer(directory: folder) else { return }
    use(tokenizer, on: "Ab, c <s> [MASK] <|endoftext|> d")
  }

  /// Arbitrary bytes as a text, on the tokenizers of three families.
  static let texts = FuzzTarget("texts") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for tokenizer in known { use(tokenizer, on: text) }
    guard let byteLevel = known.first else { return }
    let spelled = byteLevel.encode(text).ids.flatMap { byteLevel.bytes(of: $0) ?? [] }
    promise(spelled == Array(text.utf8), "the bytes of the tokens are the text")
  }

  private static let known = ["gpt2", "bert", "bart"].map { name -> Tokenizer in
    do { return try Tokenizer(directory: Inputs.model(name)) } catch { fatalError("\(error)") }
  }

  /// Cuts a text, and puts it together again.
  private static func use(_ tokenizer: Tokenizer, on text: String) {
    let whole = tokenizer.encode(text)
    let count = text.utf8.count
    for range in whole.byteRanges {
      promise(0 <= range.lowerBound && range.upperBound <= count, "tokens lie in the text")
    }
    _ = tokenizer.decode(whole.ids)
    _ = tokenizer.decode(whole.ids, skipSpecialTokens: true)
    for id in whole.ids.prefix(64) { _ = (tokenizer.bytes(of: id), tokenizer.isSpecial(id)) }
    let cut = tokenizer.encode(text, limit: 8)
    promise(cut.ids.count <= max(8, tokenizer.encode("").ids.count), "a limit holds")
    _ = tokenizer.encode(text, and: "b", limit: 9)
  }
}
