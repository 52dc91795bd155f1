extension ForeignSiteNames {
  private static let scaledHead =
    "the head before its cap or multiplier is not kept; `logits` is what follows"

  /// Heads, which have the same names in many families.
  static let heads = Group(
    title: "Hugging Face: heads",
    preface: "Of all families. A module's name means its output, `.input` behind it what it reads.",
    rows: [
      none("lm_head", scaledHead, of: .only(["cohere", "cohere2", "gemma2", "granite"])),
      none(
        "lm_head", "the head before `final_logits_bias` is not kept; `logits` is what follows",
        of: .only(["bart", "marian", "mbart", "pegasus"])),
      row("lm_head embed_out", "logits"),
      row("lm_head.input", "decoder.layers.{L-1}.residual.post", of: .only(["bart", "marian"])),
      row("lm_head.input", "decoder.final_norm", of: .only(["mbart", "mt5", "pegasus", "umt5"])),
      none(
        "lm_head.input", "in some T5 it is `decoder.final_norm`, in others a part of it", of: .only(["t5"])),
      row("lm_head.input", last, of: .only(postNormed)),
      row("lm_head.input embed_out.input", "final_norm"),
      none("score", "there of every token; `class_logits` is that of the last one"),
      row("classifier", "token_class_logits", of: .head(.tokenClassification)),
      row("classifier classifier.out_proj classification_head classification_head.out_proj", "class_logits"),
      row("qa_outputs", "span_logits"),
    ])
}
