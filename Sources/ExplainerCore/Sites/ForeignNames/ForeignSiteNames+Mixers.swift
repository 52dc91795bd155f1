extension ForeignSiteNames {
  /// Modules of LFM2, of whose layers some have attention and the others a convolution.
  static let lfm2 = Group(
    title: "Hugging Face: modules of LFM2",
    preface: "Layers have `self_attn` or `conv`; the norm before either is `operator_norm`.",
    families: ["lfm2", "lfm2_moe"], layer: "model.layers.{N}",
    rows: [
      row("model.embed_tokens", "embeddings.tokens"),
      row(".input .operator_norm.input", ".residual.pre"),
      none(
        ".operator_norm",
        "it is `attention.normed` in a layer with attention, and `mixer.normed` in one without"),
      row(
        ".self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input .self_attn.v_proj.input",
        ".attention.normed"),
      none(
        ".self_attn.q_proj .self_attn.k_proj .self_attn.q_layernorm .self_attn.k_layernorm", rotated),
      row(".self_attn.v_proj", ".attention.value", sideBySide),
      row(".self_attn.out_proj.input", ".attention.mixed", sideBySide),
      row(".self_attn .self_attn.out_proj", ".attention.output"),
      row(".conv.input .conv.in_proj.input", ".mixer.normed"),
      none(
        ".conv.in_proj",
        "two gates and what the first multiplies lie in one row there; `mixer.input` is the product, `mixer.gate` the other "
          + "gate"),
      row(".conv.conv.input", ".mixer.input", "there [D, T], here [T, D]"),
      none(".conv.conv", "what the convolution gives is kept behind the gate alone, as `mixer.mixed`"),
      row(".conv.out_proj.input", ".mixer.mixed"),
      row(".conv .conv.out_proj", ".mixer.output"),
      row(".ffn_norm.input", ".residual.mid"),
      row(
        ".ffn_norm .feed_forward.input .feed_forward.w1.input .feed_forward.w3.input .feed_forward.gate.input",
        ".mlp.normed"),
      row(".feed_forward.gate", ".router.scores", of: .only(["lfm2_moe"])),
      row(".feed_forward.experts", ".mlp.output", of: .only(["lfm2_moe"])),
      row(".feed_forward.w1", ".mlp.gate"),
      none(".feed_forward.w3", noUp),
      row(".feed_forward.w2.input", ".mlp.neurons"),
      row(".feed_forward .feed_forward.w2", ".mlp.output"),
      row(".", ".residual.post"),
      row("model.embedding_norm.input", last),
      row("model.embedding_norm model", "final_norm"),
    ])
}
