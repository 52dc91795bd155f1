/// Which of a repository's files a model needs.
package struct NeededFiles: Sendable, Hashable {
  /// In what form the weights are there.
  package enum Weights: Sendable, Hashable {
    /// safetensors.
    case safetensors
    /// `pytorch_model.bin`: tensors that a pickle describes.
    case pickle
    /// Neither.
    case none
  }

  /// The files to have, weights last; shards are known only once the index has been read.
  package var names: [String]
  /// Files that were looked for and are not there.
  package var absent: [String]
  /// The index that names the shards of the weights, where they are in shards.
  package var index: String?
  /// In what form the weights are there.
  package var weights: Weights

  /// What is looked for beside the weights: configuration and tokenizer of every family transformers knows.
  static let small = [
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "vocab.txt", "spiece.model",
    "sentencepiece.bpe.model", "tokenizer.model", "spm.model", "source.spm", "chat_template.jinja",
    "chat_template.json",
  ]
  /// The forms of weights, the best first.
  private static let forms: [(name: String, isIndex: Bool, weights: Weights)] = [
    ("model.safetensors", false, .safetensors), ("model.safetensors.index.json", true, .safetensors),
    ("pytorch_model.bin", false, .pickle), ("pytorch_model.bin.index.json", true, .pickle),
  ]

  /// The choice from all files of a repository.
  init(of repository: [String]) {
    let there = Set(repository)
    names = Self.small.filter(there.contains)
    // Those that `fast_tokenizer_files` of tokenizer_config.json may name, for versions of transformers.
    names += there.filter { $0.hasPrefix("tokenizer.") && $0.hasSuffix(".json") && !$0.contains("/") }
      .subtracting(names).sorted()
    names += there.filter { $0.hasPrefix("additional_chat_templates/") && $0.hasSuffix(".jinja") }.sorted()
    absent = Self.small.filter { !there.contains($0) }
    weights = .none
    for form in Self.forms {
      guard there.contains(form.name) else {
        absent.append(form.name)
        continue
      }
      names.append(form.name)
      index = form.isIndex ? form.name : nil
      weights = form.weights
      break
    }
  }
}
