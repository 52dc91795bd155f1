import Diagnostics

extension SeparateFiles {
  /// The families whose tokenizers differ in what they put around a text.
  enum Family: Hashable {
    /// Nothing, or a beginning-of-text token where `add_bos_token` says so.
    case gpt2
    /// `<s>` and `</s>`; a `<mask>` that takes the space before it.
    case roberta
    /// `[CLS]` and `[SEP]`.
    case bert

    /// The family of a `tokenizer_class` without `Fast`, or of a `model_type`.
    init?(name: String) {
      switch name {
      case "GPT2Tokenizer", "gpt2", "gpt_neo": self = .gpt2
      case "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer", "roberta", "bart",
        "longformer", "led":
        self = .roberta
      case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer",
        "ConvBertTokenizer", "SqueezeBertTokenizer", "LxmertTokenizer", "bert", "distilbert", "electra",
        "mobilebert", "convbert", "squeezebert", "lxmert", "visual_bert":
        self = .bert
      default: return nil
      }
    }

    /// The family of the files in `directory`, which are for a model of the kind `kind`.
    init(
      directory: String, _ settings: TokenizerSettings, kind: SubwordModel.Kind
    ) throws(ExplainerError) {
      let declared = settings.config["tokenizer_class"]
      if let name = try declared.string() {
        let slow = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
        if let family = Family(name: slow), family.kind == kind {
          self = family
          return
        }
        if name != "PreTrainedTokenizerFast" {
          throw declared.unsupported(
            "this kind of tokenizer is only supported with a tokenizer.json", expected: kind.tokenizerClass)
        }
      }
      let model = try TokenizerSettings.object("config.json", in: directory)["model_type"]
      if let name = try model.string() {
        guard let family = Family(name: name), family.kind == kind else {
          throw model.unsupported(
            "for this model only a tokenizer.json is supported", expected: kind.modelType)
        }
        self = family
      } else if kind == .wordPiece {
        self = .bert
      } else {
        self = try settings.content(.classifier) == nil ? .gpt2 : .roberta
      }
    }

    /// The kind of its model.
    var kind: SubwordModel.Kind { self == .bert ? .wordPiece : .bytePair }

    /// The special tokens where the files name none.
    var defaults: [(role: SpecialTokenRole, content: String)] {
      switch self {
      case .gpt2: [.beginning, .end, .unknown].map { ($0, "<|endoftext|>") }
      case .roberta:
        [
          (.beginning, "<s>"), (.end, "</s>"), (.unknown, "<unk>"), (.separator, "</s>"), (.padding, "<pad>"),
          (.classifier, "<s>"), (.mask, "<mask>"),
        ]
      case .bert:
        [
          (.unknown, "[UNK]"), (.separator, "[SEP]"), (.padding, "[PAD]"), (.classifier, "[CLS]"),
          (.mask, "[MASK]"),
        ]
      }
    }
  }
}

extension SubwordModel.Kind {
  /// What error messages name as the usual `tokenizer_class`.
  fileprivate var tokenizerClass: String { self == .bytePair ? "GPT2Tokenizer" : "BertTokenizer" }
  /// What error messages name as the usual `model_type`.
  fileprivate var modelType: String { self == .bytePair ? "gpt2" : "bert" }
}
