import JSON

@testable import Tokenization

/// A GPT-2-like tokenizer of the 256 bytes and a few merges, whose `tokenizer.json` tests can bend.
struct SmallTokenizer {
  /// The merges, in the order of their ranks; each makes the next id from 256 on.
  static let merges = ["h e", "l l", "he ll", "hell o", "Ġ w", "Ġw o"]

  /// The pieces and their ids.
  static let vocabulary: [(String, JSONValue)] = {
    let bytes = (0...255).map { (byte: UInt8) -> String in
      let (first, second) = ByteAlphabet.spelling(of: byte)
      return String(decoding: second == 0 ? [first] : [first, second], as: UTF8.self)
    }
    let made = merges.map { $0.filter { $0 != " " } }
    return (bytes + made).enumerated().map { ($1, .integer($0)) }
  }()

  /// The sections of the file other than `model`.
  var sections: JSONObject = [
    "version": "1.0", "truncation": .null, "padding": .null, "normalizer": .null,
    "added_tokens": [["id": 262, "content": "<|end|>", "special": true, "normalized": false]],
    "pre_tokenizer": [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
    ],
    "post_processor": .null, "decoder": ["type": "ByteLevel"],
  ]
  /// The members of `model`.
  var model: JSONObject = [
    "type": "BPE", "vocab": .object(JSONObject(vocabulary)), "merges": .array(merges.map { .string($0) }),
  ]

  /// The file.
  var json: JSONValue {
    var file = sections
    file["model"] = .object(model)
    return .object(file)
  }

  /// Loads it, from a `tokenizer.json`.
  func load() throws -> Tokenizer {
    try ScratchFolder(["tokenizer.json": json.utf8()]).loadTokenizer()
  }

  /// Loads it with other added tokens.
  static func load(added: [AddedToken]) throws -> Tokenizer {
    var small = SmallTokenizer()
    small.sections["added_tokens"] = .array(
      added.map { token in
        [
          "id": .integer(token.id), "content": .string(token.content), "special": .bool(token.isSpecial),
          "lstrip": .bool(token.stripsLeft), "rstrip": .bool(token.stripsRight),
          "single_word": .bool(token.isSingleWord), "normalized": .bool(token.isNormalized),
        ]
      })
    return try small.load()
  }
}
