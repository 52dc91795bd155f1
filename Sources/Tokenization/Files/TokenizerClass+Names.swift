extension TokenizerClass {
  /// The class of each family of models, as transformers 5.24.0 lists them; Mistral's, for whose other library a
  /// tokenizer has to be in another file, as those without a class of their own.
  static let names: [String: String] = {
    var names: [String: String] = [:]
    for (name, types) in types {
      for type in types { names[type] = name == "" ? "TokenizersBackend" : "\(name)Tokenizer" }
    }
    for type in modelsWithWrongClass where names[type] == nil { names[type] = "TokenizersBackend" }
    return names
  }()

  /// The families of models whose tokenizers often name a class that is not theirs.
  static let modelsWithWrongClass: Set<String> = [
    "arctic", "camembertv2-base", "chatlm", "cohere_asr", "ernie4_5", "ernie4_5_moe", "fuyu",
    "h2ovl_chat", "hyperclovax", "hyperclovax_vision_v2", "hyperclovax_vlm", "internlm2", "internlm3",
    "iquestcoder", "jamba", "llava", "llava_next", "minicpm3", "minicpmv", "minimax_m2", "modernbert",
    "modernbert-decoder", "molmo", "molmo2", "nemotron", "nvfp4", "opencua", "openvla", "paddleocr_vl",
    "phi3", "phi3_v", "phimoe", "qwen2", "qwen3_5", "qwen3_5_moe", "qwen3_5_moe_text", "qwen4_exp",
    "siglip2", "smolvlm", "step3_vl", "vipllava",
  ]

  /// The families of models that each class is for; those without a class of their own at the name "".
  private static let types: [String: [String]] = [
    "Albert": ["albert", "yoso"],
    "Bart": ["florence2"],
    "Barthez": ["barthez"],
    "Bartpho": ["bartpho"],
    "BertGeneration": ["bert-generation"],
    "BertJapanese": ["bert-japanese"],
    "Bert": [
      "align", "bark", "bert", "blip", "bros", "chinese_clip", "convbert", "distilbert", "electra",
      "ernie", "flava", "git", "grounding-dino", "layoutlm", "megatron-bert", "mm-grounding-dino",
      "nezha", "nomic_bert", "qdqbert", "realm", "retribert", "squeezebert", "tvp", "vilt",
      "visual_bert",
    ],
    "Bertweet": ["bertweet"],
    "BigBird": ["big_bird"],
    "BioGpt": ["biogpt"],
    "BlenderbotSmall": ["blenderbot-small"],
    "Blenderbot": ["blenderbot"],
    "ByT5": ["byt5"],
    "CLIP": [
      "aimv2", "clip", "clipseg", "groupvit", "omdet-turbo", "oneformer", "owlv2", "owlvit", "sam3",
      "sam3_video", "xclip",
    ],
    "CTRL": ["ctrl"],
    "Camembert": ["camembert"],
    "Canine": ["canine"],
    "Clvp": ["clvp"],
    "CodeLlama": ["code_llama"],
    "Cohere": ["aya_vision", "cohere", "cohere2"],
    "CpmAnt": ["cpmant"],
    "Cpm": ["cpm"],
    "DPRQuestionEncoder": ["dpr"],
    "Deberta": ["deberta"],
    "DebertaV2": ["deberta-v2"],
    "Dia": ["dia"],
    "Esm": ["esm"],
    "Esmc": ["esmc", "esmfold2"],
    "FNet": ["fnet"],
    "FSMT": ["fsmt"],
    "FastSpeech2Conformer": ["fastspeech2_conformer"],
    "Flaubert": ["flaubert"],
    "Funnel": ["funnel"],
    "GPT2": [
      "blip-2", "codegen", "dbrx", "emu3", "gpt2", "gpt_neo", "gptj", "hyperclovax_vision_v2",
      "instructblip", "instructblipvideo", "jais2", "opt", "phi", "starcoder2",
    ],
    "GPTNeoXJapanese": ["gpt_neox_japanese"],
    "GPTNeoX": ["falcon_mamba", "gpt_neox", "mamba", "mamba2", "mpt", "olmo", "olmoe", "rwkv", "xlstm"],
    "GPTSw3": ["gpt-sw3"],
    "Gemma": [
      "diffusion_gemma", "gemma", "gemma2", "gemma3", "gemma3_text", "gemma3n", "gemma3n_text",
      "recurrent_gemma", "shieldgemma2", "t5gemma", "zaya",
    ],
    "Herbert": ["herbert"],
    "LED": ["led"],
    "Lasr": ["lasr_ctc", "lasr_encoder"],
    "LayoutLMv2": ["layoutlmv2"],
    "LayoutLMv3": ["layoutlmv3"],
    "LayoutXLM": ["layoutxlm"],
    "Llama": ["idefics", "idefics2"],
    "Luke": ["luke"],
    "Lxmert": ["lxmert"],
    "M2M100": ["m2m_100"],
    "MBart50": ["mbart50"],
    "MBart": ["mbart"],
    "MLuke": ["mluke"],
    "MPNet": ["mpnet"],
    "Marian": ["marian"],
    "MarkupLM": ["markuplm"],
    "Mgpstr": ["mgp-str"],
    "MobileBert": ["mobilebert"],
    "Mvp": ["mvp"],
    "MyT5": ["myt5"],
    "Nllb": ["nllb", "nllb-moe"],
    "Nougat": ["nougat", "pp_formulanet"],
    "OpenAIGPT": ["openai-gpt"],
    "PLBart": ["plbart"],
    "Parakeet": [
      "granite_speech5_ctc", "nemotron3_5_asr", "nemotron_asr_streaming", "omniasr_ctc", "parakeet_ctc",
      "parakeet_rnnt", "parakeet_tdt",
    ],
    "Pegasus": ["pegasus"],
    "Perceiver": ["perceiver"],
    "Phobert": ["phobert"],
    "ProphetNet": ["prophetnet"],
    "Qwen2": [
      "audioflamingo3", "colqwen2", "cosmos3_omni", "dots3_note", "fun_asr_nano", "hunyuan_vl",
      "internvl", "lighton_ocr", "moss_transcribe_diarize", "ovis2", "qianfan_ocr", "qwen2",
      "qwen2_5_omni", "qwen2_5_vl", "qwen2_audio", "qwen2_moe", "qwen2_vl", "qwen3", "qwen3_asr",
      "qwen3_moe", "qwen3_next", "qwen3_omni_moe", "qwen3_vl", "qwen3_vl_moe", "vibevoice",
    ],
    "Qwen3_5": ["qwen3_5", "qwen3_5_moe", "qwen3_5_moe_text", "qwen3_5_text", "qwen4_exp"],
    "Rag": ["rag"],
    "Reformer": ["reformer"],
    "RemBert": ["rembert"],
    "RoCBert": ["roc_bert"],
    "RoFormer": ["roformer"],
    "Roberta": [
      "bart", "bridgetower", "clap", "data2vec-text", "ibert", "lilt", "longformer", "mega", "mra",
      "roberta", "roberta-prelayernorm",
    ],
    "SeamlessM4T": ["seamless_m4t", "seamless_m4t_v2"],
    "Siglip2": ["siglip2"],
    "Siglip": ["siglip"],
    "Speech2Text": ["speech_to_text"],
    "SpeechT5": ["speecht5"],
    "Splinter": ["splinter"],
    "T5": ["mt5", "musicgen", "musicgen_melody", "switch_transformers", "t5"],
    "Tapas": ["tapas"],
    "Tipsv2": ["tipsv2"],
    "": [
      "EvollaModel", "aria", "beam", "bigbird_pegasus", "canary", "flex_olmo", "glm", "glm4",
      "glm4_moe", "glm4_moe_lite", "glm4v", "glm4v_moe", "glm_image", "glmasr", "got_ocr2",
      "gpt_bigcode", "gradium_phonon_tts", "granite", "granitemoe", "granitemoehybrid",
      "granitemoeshared", "kimi_k25", "kimi_linear", "kosmos-2", "mimo_v2_flash", "minicpm_ocr",
      "minicpmv4_6", "minicpmv4_7", "ministral", "ministral3", "mistral", "mistral3", "mistral_large4",
      "mixtral", "nemo_speechlm", "nystromformer", "olmo2", "olmo3", "olmo_hybrid", "omniasr",
      "pegasus_x", "persimmon", "pix2struct", "pixtral", "pocket_tts", "stablelm", "umt5", "voxtral",
      "voxtral_realtime", "xlm-roberta-xl",
    ],
    "Udop": ["udop"],
    "VideoPrism": ["videoprism"],
    "Vits": ["vits"],
    "Wav2Vec2CTC": [
      "data2vec-audio", "hubert", "unispeech", "unispeech-sat", "wav2vec2", "wav2vec2-bert",
      "wav2vec2-conformer",
    ],
    "Wav2Vec2PhonemeCTC": ["wav2vec2_phoneme"],
    "Whisper": ["whisper"],
    "XGLM": ["xglm"],
    "XLMRoberta": ["gte", "jina_embeddings_v3", "metaclip_2", "trocr", "xlm-roberta", "xmod"],
    "XLM": ["xlm"],
    "XLNet": ["xlnet"],
  ]

  /// The classes of transformers 5.24.0 with a constructor that this program does not know.
  ///
  /// Any other name, such as `TokenizersBackend`, `PreTrainedTokenizerFast` or one nobody knows, means
  /// `tokenizer.json` as it is.
  static let others: Set<String> = Set(
    [
      "Bartpho", "BertGeneration", "BertJapanese", "Bertweet", "BioGpt",
      "BlenderbotSmall", "ByT5", "CTRL", "Canine", "Clvp", "CpmAnt", "Cpm", "DPRContextEncoder",
      "DPRQuestionEncoder", "DPRReader", "Dia", "Esm", "Esmc", "FNet", "FSMT", "FastSpeech2Conformer",
      "Flaubert",
      "GPTNeoXJapanese", "GPTSw3", "Lasr", "LayoutLMv2", "LayoutLMv3", "LayoutXLM", "Luke", "M2M100", "MLuke",
      "Marian", "MarkupLM", "Mgpstr", "MyT5", "Nougat", "PLBart", "Parakeet", "Perceiver", "Phi3", "Phobert",
      "Pop2Piano", "ProphetNet", "RoCBert", "RoFormer", "SeamlessM4T", "Siglip2", "Siglip", "Speech2Text",
      "SpeechT5", "Splinter", "Tapas", "Tipsv2", "Udop", "VideoPrism", "Vits", "Wav2Vec2CTC",
      "Wav2Vec2PhonemeCTC", "Whisper", "XLM",
    ].map { $0 + "Tokenizer" })
}
