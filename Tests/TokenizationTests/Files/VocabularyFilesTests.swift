import JSON
import Testing

@testable import Tokenization

/// Tokenizers in several files.
struct VocabularyFilesTests {
  private func load(_ files: [String: String], merges: String = SmallTokenizer.merges.joined(separator: "\n"))
    throws -> Tokenizer
  {
    var files = files
    files["vocab.json"] = JSONValue.object(JSONObject(SmallTokenizer.vocabulary)).text()
    files["merges.txt"] = merges
    return try ScratchFolder(text: files).loadTokenizer()
  }

  /// A version line, empty lines, CR LF and a missing last line end change nothing.
  @Test(arguments: ["\n", "\r\n", "\n\n", "\r\n\r\n"]) func lineEnds(separator: String) throws {
    let tokenizer = try load(
      [:], merges: "#version: 0.2" + separator + SmallTokenizer.merges.joined(separator: separator))
    #expect(tokenizer.encode("hello wo").ids == [259, 261])
  }

  /// Without any list of special tokens a GPT-2 tokenizer has `<|endoftext|>`, behind the vocabulary.
  @Test func defaultsOfGPT2() throws {
    let tokenizer = try load([:])
    #expect(tokenizer.id(of: .end) == 262)
    #expect(tokenizer.encode("he<|endoftext|>").ids == [256, 262])
    #expect(tokenizer.isSpecial(262) && tokenizer.vocabularySize == 263)
  }

  /// `add_bos_token` and `add_prefix_space` of `tokenizer_config.json` count.
  @Test func settings() throws {
    let tokenizer = try load([
      "tokenizer_config.json":
        #"{"tokenizer_class": "GPT2TokenizerFast", "add_bos_token": true, "add_prefix_space": true}"#
    ])
    #expect(tokenizer.encode("wo").ids == [262, 261])
    #expect(tokenizer.encode("wo", and: "wo").segmentIDs == [0, 0, 1, 1])
  }

  /// Of the tokens of `added_tokens_decoder` only the order of their ids counts, and beside it `added_tokens.json` does
  /// not, as in transformers 5.24.0.
  @Test func listedTokens() throws {
    let tokenizer = try load([
      "tokenizer_config.json":
        """
      {"added_tokens_decoder": {"301": {"content": "<z>"}, "300": {"content": "<x>", "lstrip": true, "special": true}},
       "eos_token": "<x>", "bos_token": "<x>", "unk_token": "<x>"}
      """,
      "added_tokens.json": #"{"<y>": 301}"#,
    ])
    #expect(tokenizer.encode("he <x><z>").ids == [256, 262, 263])
    #expect(tokenizer.isSpecial(262) && !tokenizer.isSpecial(263))
    #expect(tokenizer.addedTokens.map(\.content) == ["<x>", "<z>"])
  }

  /// A model of RoBERTa's family puts its tokens around the text; its mask takes the space before it where the files say
  /// so (transformers 4.57 says it by itself, 5.24.0 does not).
  @Test func roberta() throws {
    let model = #"{"model_type": "roberta"}"#
    let tokenizer = try load([
      "config.json": model,
      "special_tokens_map.json": #"{"mask_token": {"content": "<mask>", "lstrip": true}}"#,
    ])
    let ids = ["<s>", "</s>", "<mask>"].compactMap { tokenizer.id(ofPiece: $0) }
    #expect(ids.count == 3)
    #expect(tokenizer.encode("he <mask>").ids == [ids[0], 256, ids[2], ids[1]])
    let bare = try load(["config.json": model]).encode("he <mask>")
    #expect(bare.pieces == ["<s>", "he", "Ġ", "<mask>", "</s>"])
    #expect(tokenizer.id(of: .mask) == ids[2] && tokenizer.id(of: .separator) == ids[1])
  }
}
