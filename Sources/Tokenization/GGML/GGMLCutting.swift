/// Ways of cutting a text into words before bytes are merged, by the names ggml has for them.
enum GGMLCutting: String, CaseIterable {
  case gpt2 = "gpt-2"
  case phi2 = "phi-2"
  case llama3 = "llama-bpe"
  case qwen2 = "qwen2"
  case deepSeekQwen = "deepseek-r1-qwen"
  case smolLM = "smollm"

  /// What cuts, one expression after the other; each match is a word, and so is what lies between.
  var expressions: [String] {
    switch self {
    case .gpt2, .phi2: [Self.words]
    case .smolLM: [#"\p{N}"#, Self.words]
    case .llama3: [Self.lines(digits: #"\p{N}{1,3}"#)]
    case .qwen2, .deepSeekQwen: [Self.lines(digits: #"\p{N}"#)]
    }
  }

  /// Whether a word that is a piece is not made by merges.
  var ignoresMerges: Bool { self == .llama3 }

  /// Whether texts are read in Unicode's composed form, which files of ggml do not say.
  var composes: Bool { self == .qwen2 }

  /// Whether the token a text begins with is put there where the file does not say.
  var begins: Bool { self == .llama3 }

  /// Source: GPT-2's `encoder.py`.
  private static let words = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// Source: the `tokenizer.json` of Llama 3 and of Qwen 2.
  private static func lines(digits: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }
}
