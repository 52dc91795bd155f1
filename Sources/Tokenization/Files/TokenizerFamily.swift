/// The families of tokenizers whose classes in transformers 5.24.0 have constructors of their own.
enum TokenizerFamily: String, Hashable, CaseIterable {
  // Byte-level byte-pair encoding.
  case blenderbot = "Blenderbot"
  case clip = "CLIP"
  case codeGen = "CodeGen"
  case cohere = "Cohere"
  case deberta = "Deberta"
  case gpt2 = "GPT2"
  case gptNeoX = "GPTNeoX"
  case qwen2 = "Qwen2"
  case qwen35 = "Qwen3_5"
  case roberta = "Roberta"
  // Byte-pair encoding of characters.
  case codeLlama = "CodeLlama"
  case gemma = "Gemma"
  case herbert = "Herbert"
  case llama = "Llama"
  case nllb = "Nllb"
  case openAIGPT = "OpenAIGPT"
  case reformer = "Reformer"
  // WordPiece.
  case bert = "Bert"
  case funnel = "Funnel"
  case mpNet = "MPNet"
  // Unigram.
  case albert = "Albert"
  case barthez = "Barthez"
  case bigBird = "BigBird"
  case camembert = "Camembert"
  case debertaV2 = "DebertaV2"
  case mBart = "MBart"
  case mBart50 = "MBart50"
  case pegasus = "Pegasus"
  case remBert = "RemBert"
  case t5 = "T5"
  case xglm = "XGLM"
  case xlmRoberta = "XLMRoberta"
  case xlNet = "XLNet"

  /// The family whose class has this name; nil where there is none.
  init?(className: String) {
    switch className {
    case "BartTokenizer", "LongformerTokenizer", "LEDTokenizer", "MvpTokenizer": self = .roberta
    case "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer",
      "LxmertTokenizer", "LayoutLMTokenizer":
      self = .bert
    default:
      guard className.hasSuffix("Tokenizer") else { return nil }
      self.init(rawValue: String(className.dropLast(9)))
    }
  }

  /// The kind of its model.
  var kind: TokenizerModel.Kind {
    switch self {
    case .bert, .funnel, .mpNet: .wordPiece
    case .albert, .barthez, .bigBird, .camembert, .debertaV2, .mBart, .mBart50, .pegasus, .remBert, .t5,
      .xglm,
      .xlmRoberta, .xlNet:
      .unigram
    default: .bytePair
    }
  }

  /// Whether pieces spell bytes in GPT-2's alphabet.
  var isByteLevel: Bool {
    switch self {
    case .blenderbot, .clip, .codeGen, .cohere, .deberta, .gpt2, .gptNeoX, .qwen2, .qwen35, .roberta:
      true
    default: false
    }
  }
}
