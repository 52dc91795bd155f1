/// A way of cutting a text into words before bytes are merged, and what comes with it that files of ggml do not say.
struct GGMLCutting: Sendable {
  /// What cuts, one expression after the other; each match is a word, and so is what lies between.
  let expressions: [String]
  /// Whether a word that is a piece is not made by merges.
  var ignoresMerges = false
  /// Whether texts are read in Unicode's composed form.
  var composes = false
  /// Whether the token a text begins with is put there where the file does not say.
  var begins = false
}

extension GGMLCutting {
  /// The ways that are known, by the names ggml has for them (`tokenizer.ggml.pre`).
  ///
  /// Source: `llama-vocab.cpp` in llama-cpp-python 0.3.36, and for expressions and normal forms the `tokenizer.json` each
  /// name stands for. A name that is not here is one whose tokenizer was not seen: a wrong way gives wrong ids without a word.
  static let ways: [String: GGMLCutting] = {
    let llama3 = GGMLCutting(expressions: [lines()], ignoresMerges: true, begins: true)
    let qwen2 = GGMLCutting(expressions: [lines(digits: #"\p{N}"#)])
    let single = GGMLCutting(expressions: [#"\p{N}"#, words])
    let plain = GGMLCutting(expressions: [words])
    func composed(_ way: GGMLCutting) -> GGMLCutting {
      var way = way
      way.composes = true
      return way
    }
    return [
      "gpt-2": plain, "phi-2": plain, "olmo": composed(plain), "mpt": composed(plain),
      "roberta-bpe": plain,
      "starcoder": single, "refact": single, "smollm": single, "command-r": composed(single),
      "llama-bpe": llama3, "llama3": llama3, "llama-v3": llama3,
      "dbrx": GGMLCutting(expressions: [lines()]), "smaug-bpe": GGMLCutting(expressions: [lines()]),
      "chatglm-bpe": GGMLCutting(expressions: [lines()]),
      "glm4": GGMLCutting(expressions: [lines()], ignoresMerges: true),
      "qwen2": composed(qwen2), "deepseek-r1-qwen": qwen2, "stablelm2": qwen2,
      "qwen35": composed(GGMLCutting(expressions: [lines(letters: #"\p{L}\p{M}"#, digits: #"\p{N}"#)])),
      "gpt-4o": GGMLCutting(expressions: [cases(digits: #"\p{N}{1,3}"#, endings: endings + "?")]),
      "llama4": GGMLCutting(expressions: [cases(digits: #"\p{N}{1,3}"#, endings: endings + "?")]),
      "tekken": GGMLCutting(
        expressions: [cases(digits: #"\p{N}"#, endings: "")], ignoresMerges: true, begins: true),
      "deepseek-coder": GGMLCutting(
        expressions: [
          #"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, "[\u{4E00}-\u{9FA5}\u{0800}-\u{4E00}\u{AC00}-\u{D7FF}]+",
          #"\p{N}"#,
        ]),
      "deepseek-v3": GGMLCutting(
        expressions: [
          #"\p{N}{1,3}"#, "[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+",
          ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
            + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
        ]),
    ]
  }()

  /// Source: GPT-2's `encoder.py`.
  private static let words = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  private static let endings = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

  /// Source: the `tokenizer.json` of Llama 3 and of Qwen 2.
  private static func lines(letters: String = #"\p{L}"#, digits: String = #"\p{N}{1,3}"#) -> String {
    let word = letters == #"\p{L}"# ? #"\p{L}+"# : "[\(letters)]+"
    return endings + #"|[^\r\n\p{L}\p{N}]?"# + word + "|" + digits + #"| ?[^\s"# + letters
      + #"\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Words by the case of their letters.
  ///
  /// Source: the `tokenizer.json` of gpt-oss and of Mistral's models since Nemo.
  private static func cases(digits: String, endings: String) -> String {
    let (upper, lower) = (#"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#, #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#)
    let before = #"[^\r\n\p{L}\p{N}]?"#
    return before + upper + "*" + lower + "+" + endings + "|" + before + upper + "+" + lower + "*" + endings
      + "|"
      + digits + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }
}
