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
