import JSON

extension TokenizerFamily {
  /// The special tokens where the files name none.
  var defaults: [SpecialTokenRole: String] {
    func tokens(
      _ beginning: String? = nil, _ end: String? = nil, unknown: String? = nil, separator: String? = nil,
      padding: String? = nil, classifier: String? = nil, mask: String? = nil
    ) -> [SpecialTokenRole: String] {
      let roles: [(SpecialTokenRole, String?)] = [
        (.beginning, beginning), (.end, end), (.unknown, unknown), (.separator, separator),
        (.padding, padding),
        (.classifier, classifier), (.mask, mask),
      ]
      return Dictionary(uniqueKeysWithValues: roles.compactMap { role, text in text.map { (role, $0) } })
    }
    let text = "<|endoftext|>"
    switch self {
    case .gpt2, .codeGen: return tokens(text, text, unknown: text)
    case .gptNeoX: return tokens(text, text, unknown: text, padding: "<|padding|>")
    case .qwen2, .qwen35: return tokens(nil, text, unknown: text, padding: text)
    case .clip: return tokens("<|startoftext|>", text, unknown: text, padding: text)
    case .cohere:
      return tokens(
        "<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", unknown: "<UNK>", separator: "<SEP>", padding: "<PAD>",
        classifier: "<CLS>", mask: "<MASK_TOKEN>")
    case .roberta, .blenderbot, .barthez, .camembert, .mBart, .nllb, .xlmRoberta:
      return tokens(
        "<s>", "</s>", unknown: "<unk>", separator: "</s>", padding: "<pad>", classifier: "<s>",
        mask: "<mask>")
    case .mBart50:
      return tokens(
        nil, "</s>", unknown: "<unk>", separator: "</s>", padding: "<pad>", classifier: "<s>", mask: "<mask>")
    case .xglm:
      return tokens("<s>", "</s>", unknown: "<unk>", separator: "</s>", padding: "<pad>", classifier: "<s>")
    case .llama, .codeLlama: return tokens("<s>", "</s>", unknown: "<unk>")
    case .gemma: return tokens("<bos>", "<eos>", unknown: "<unk>", padding: "<pad>", mask: "<mask>")
    case .herbert:
      return tokens(unknown: "<unk>", separator: "</s>", padding: "<pad>", classifier: "<s>", mask: "<mask>")
    case .openAIGPT: return tokens(unknown: "<unk>")
    case .reformer: return tokens(nil, "</s>", unknown: "<unk>")
    case .bert:
      return tokens(
        unknown: "[UNK]", separator: "[SEP]", padding: "[PAD]", classifier: "[CLS]", mask: "[MASK]")
    case .deberta, .debertaV2:
      return tokens(
        "[CLS]", "[SEP]", unknown: "[UNK]", separator: "[SEP]", padding: "[PAD]", classifier: "[CLS]",
        mask: "[MASK]")
    case .funnel:
      return tokens(
        "<s>", "</s>", unknown: "<unk>", separator: "<sep>", padding: "<pad>", classifier: "<cls>",
        mask: "<mask>")
    case .mpNet:
      return tokens(
        "<s>", "</s>", unknown: "[UNK]", separator: "</s>", padding: "<pad>", classifier: "<s>",
        mask: "<mask>")
    case .albert, .remBert:
      return tokens(
        "[CLS]", "[SEP]", unknown: "<unk>", separator: "[SEP]", padding: "<pad>", classifier: "[CLS]",
        mask: "[MASK]")
    case .bigBird:
      return tokens(
        "<s>", "</s>", unknown: "<unk>", separator: "[SEP]", padding: "<pad>", classifier: "[CLS]",
        mask: "[MASK]")
    case .pegasus: return tokens(nil, "</s>", unknown: "<unk>", padding: "<pad>", mask: "<mask_2>")
    case .t5: return tokens(nil, "</s>", unknown: "<unk>", padding: "<pad>")
    case .xlNet:
      return tokens(
        "<s>", "</s>", unknown: "<unk>", separator: "<sep>", padding: "<pad>", classifier: "<cls>",
        mask: "<mask>")
    }
  }

  /// Whether a mask token that the settings write as a string, or do not name, takes the white space before it.
  var stripsBeforeMask: Bool {
    switch self {
    case .barthez, .bigBird, .blenderbot, .camembert, .mBart, .mBart50, .mpNet, .nllb, .xlNet: true
    default: false
    }
  }

  /// The special tokens without a name that are there where the settings list none.
  ///
  /// - Parameter listed: those that the settings list as `additional_special_tokens`.
  func extraTokens(_ config: FieldReader, _ listed: [String]) -> [String]? {
    switch self {
    case .t5:
      let count = config["extra_ids"].value?.int ?? 100
      let own = (0..<max(0, min(count, 1 << 16))).map { "<extra_id_\($0)>" }
      return listed.contains { $0.contains("<extra_id_") } ? listed : listed + own
    case .mBart50: return listed + Self.languages + Self.furtherLanguages
    case .mBart: return Self.languages + listed.filter { !Self.languages.contains($0) }
    case .pegasus:
      let count = config["offset"].value?.int ?? 103
      return (listed.contains("<mask_1>") ? [] : ["<mask_1>"])
        + (2..<max(2, min(count, 1 << 16))).map { "<unk_\($0)>" }
    case .camembert: return listed.isEmpty ? ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"] : listed
    case .xglm: return listed + (0..<7).map { "<madeupword\($0)>" }.filter { !listed.contains($0) }
    case .codeLlama:
      let names = [
        ("prefix_token", "▁<PRE>"), ("middle_token", "▁<MID>"), ("suffix_token", "▁<SUF>"),
        ("eot_token", "▁<EOT>"), ("fill_token", "<FILL_ME>"),
      ]
      return listed + names.map { config[$0].value?.string ?? $1 }
    case .xlNet: return listed.isEmpty ? ["<eop>", "<eod>"] : listed
    default: return nil
    }
  }

  /// The languages that mBART-50 knows besides.
  static let furtherLanguages = [
    "af_ZA", "az_AZ", "bn_IN", "fa_IR", "he_IL", "hr_HR", "id_ID", "ka_GE", "km_KH", "mk_MK", "ml_IN",
    "mn_MN",
    "mr_IN", "pl_PL", "ps_AF", "pt_XX", "sv_SE", "sw_KE", "ta_IN", "te_IN", "th_TH", "tl_XX", "uk_UA",
    "ur_PK",
    "xh_ZA", "gl_ES", "sl_SI",
  ]

  /// The languages that mBART knows.
  static let languages = [
    "ar_AR", "cs_CZ", "de_DE", "en_XX", "es_XX", "et_EE", "fi_FI", "fr_XX", "gu_IN", "hi_IN", "it_IT",
    "ja_XX",
    "kk_KZ", "ko_KR", "lt_LT", "lv_LV", "my_MM", "ne_NP", "nl_XX", "ro_RO", "ru_RU", "si_LK", "tr_TR",
    "vi_VN",
    "zh_CN",
  ]
}
