/// What of a tokenizer's files counts, which the class that reads them decides.
///
/// Source: transformers 5.24.0, `tokenization_auto.py` and `convert_to_native_format` in
/// `tokenization_utils_tokenizers.py`: a class with a constructor of its own takes the vocabulary and the merges from
/// `tokenizer.json` and makes everything else anew from `tokenizer_config.json`.
struct TokenizerClass: Hashable {
  /// The families with constructors of their own.
  enum Family: Hashable {
    /// Byte-level byte-pair encoding; nothing around a text, or what `tokenizer.json` says.
    case gpt2
    /// The same with `<s>` and `</s>` around it.
    case roberta
    /// WordPiece with `[CLS]` and `[SEP]` around it.
    case bert
    /// Byte-pair encoding of characters, with `▁` for spaces; around a text what `tokenizer.json` says.
    case llama

    /// The kind of its model.
    var kind: TokenizerModel.Kind {
      switch self {
      case .gpt2, .roberta: .bytePair
      case .bert: .wordPiece
      case .llama: .characterPair
      }
    }
  }

  /// The family whose special tokens are there by default; nil where the files alone count.
  var family: Family?
  /// Whether `tokenizer.json` counts as it is, but for what stands around a text.
  var keepsFile = false

  /// `tokenizer.json` as it is.
  static let file = TokenizerClass(keepsFile: true)

  /// The class for a `tokenizer_class` of this name; nil where it has a constructor that this program does not know.
  init?(named name: String, kind: TokenizerModel.Kind?) {
    let name = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
    switch name {
    case "GPT2Tokenizer": self.init(family: .gpt2)
    case "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer", "MvpTokenizer":
      self.init(family: .roberta)
    case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer",
      "SqueezeBertTokenizer", "LxmertTokenizer", "LayoutLMTokenizer":
      self.init(family: .bert)
    // Having no constructor of its own, it leaves the file as it is; its parent's then puts its tokens around a text.
    case "ConvBertTokenizer": self.init(family: .bert, keepsFile: true)
    // A byte-level file with this class is taken as it is.
    case "LlamaTokenizer" where kind == .bytePair: self = .file
    case "LlamaTokenizer" where kind == .characterPair: self.init(family: .llama)
    case let name where Self.others.contains(name): return nil
    default: self = .file
    }
  }

  /// The class for a model of this `model_type`.
  init(modelType: String?) {
    switch modelType {
    case "gpt2", "gpt_neo", "gptj", "codegen", "opt", "phi", "starcoder2": self.init(family: .gpt2)
    case "roberta", "roberta-prelayernorm", "bart", "longformer", "led", "data2vec-text", "ibert", "mvp":
      self.init(family: .roberta)
    case "bert", "distilbert", "electra", "mobilebert", "convbert", "squeezebert", "lxmert", "visual_bert",
      "megatron-bert", "layoutlm", "nezha", "ernie", "retribert":
      self.init(family: .bert)
    default: self = .file
    }
  }

  private init(family: Family? = nil, keepsFile: Bool = false) {
    self.family = family
    self.keepsFile = keepsFile
  }
}

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
    case .llama: [.beginning: "<s>", .end: "</s>", .unknown: "<unk>"]
    case .bert:
      [.unknown: "[UNK]", .separator: "[SEP]", .padding: "[PAD]", .classifier: "[CLS]", .mask: "[MASK]"]
    }
  }
}

extension TokenizerClass {
  /// The classes of transformers 5.24.0 with a constructor that this program does not know.
  ///
  /// Any other name, such as `TokenizersBackend`, `PreTrainedTokenizerFast` or one nobody knows, means
  /// `tokenizer.json` as it is.
  static let others: Set<String> = Set(
    [
      "Albert", "Barthez", "Bartpho", "BertGeneration", "BertJapanese", "Bertweet", "BigBird", "BioGpt",
      "BlenderbotSmall", "Blenderbot", "ByT5", "CLIP", "CTRL", "Camembert", "Canine", "Clvp", "CodeGen",
      "CodeLlama", "Cohere", "CpmAnt", "Cpm", "DPRContextEncoder", "DPRQuestionEncoder", "DPRReader",
      "Deberta", "DebertaV2", "Dia", "Esm", "Esmc", "FNet", "FSMT", "FastSpeech2Conformer", "Flaubert",
      "Funnel", "GPTNeoXJapanese", "GPTNeoX", "GPTSw3", "Gemma", "Herbert", "Lasr", "LayoutLMv2",
      "LayoutLMv3", "LayoutXLM", "Llama", "Luke", "M2M100", "MBart50", "MBart", "MLuke", "MPNet", "Marian",
      "MarkupLM", "Mgpstr", "MyT5", "Nllb", "Nougat", "OpenAIGPT", "PLBart", "Parakeet", "Pegasus",
      "Perceiver", "Phi3", "Phobert", "Pop2Piano", "ProphetNet", "Qwen2", "Qwen3_5", "Reformer", "RemBert",
      "RoCBert", "RoFormer", "SeamlessM4T", "Siglip2", "Siglip", "Speech2Text", "SpeechT5", "Splinter",
      "T5", "Tapas", "Tipsv2", "Udop", "VideoPrism", "Vits", "Wav2Vec2CTC", "Wav2Vec2PhonemeCTC", "Whisper",
      "XGLM", "XLMRoberta", "XLM", "XLNet",
    ].map { $0 + "Tokenizer" })
}
