extension TokenizerClass.Family {
  /// The special tokens where the files name none.
  var defaults: [SpecialTokenRole: String] {
    switch self {
    case .gpt2: [.beginning: "<|endoftext|>", .end: "<|endoftext|>", .unknown: "<|endoftext|>"]
    case .roberta:
      [
        .beginning: "<s>", .end: "</s>", .unknown: "<unk>", .separator: "</s>", .padding: "<pad>",
        .classifier: "<s>", .mask: "<mask>",
      ]
    case .bert:
      [.unknown: "[UNK]", .separator: "[SEP]", .padding: "[PAD]", .classifier: "[CLS]", .mask: "[MASK]"]
    }
  }
}
