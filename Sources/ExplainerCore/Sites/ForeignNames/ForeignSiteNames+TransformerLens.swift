extension ForeignSiteNames {
  private static let withoutGain =
    "there before the norm's gain and bias; `attention.normed`, `mlp.normed` and `final_norm` are behind them"
  private static let contribution =
    "before a norm or a multiplier behind the sublayer it is `.output`, which in most families is the same"
  private static let headAxis = "there repeated for each head, and only where it is switched on"

  /// Hooks of HookedTransformer and TransformerBridge.
  static let transformerLens = Group(
    title: "TransformerLens",
    preface:
      "Unless it is loaded by `from_pretrained_no_processing`, TransformerLens changes the "
      + "weights: it folds the norms' gains into what follows, centres what writes to the stream "
      + "and the unembedding, and moves values' biases. Logits then differ by a constant a "
      + "token, the stream by its mean, values by their bias.",
    rows: [
      row("hook_embed embed.hook_out", "embeddings.tokens"),
      none(
        "hook_pos_embed pos_embed.hook_out",
        "embeddings of positions have no site; without a norm behind the sum they are "
          + "`embeddings` − `embeddings.tokens`"
      ),
      row("blocks.{N}.hook_resid_pre blocks.{N}.hook_in", "layers.{N}.residual.pre"),
      row(
        "blocks.{N}.hook_attn_in blocks.{N}.hook_q_input blocks.{N}.hook_k_input blocks.{N}.hook_v_input",
        "layers.{N}.residual.pre", headAxis),
      none(
        "blocks.{N}.ln1.hook_normalized blocks.{N}.ln2.hook_normalized ln_final.hook_normalized", withoutGain),
      row("blocks.{N}.ln1.hook_out", "layers.{N}.residual.mid", of: .only(postNormed)),
      none("blocks.{N}.ln1.hook_in", unnormedSum, of: .only(postNormed)),
      row("blocks.{N}.ln1.hook_in", "layers.{N}.residual.pre"),
      row("blocks.{N}.attn.hook_in blocks.{N}.ln1.hook_out", "layers.{N}.attention.normed"),
      none(
        "blocks.{N}.ln1.hook_scale blocks.{N}.ln2.hook_scale ln_final.hook_scale",
        "what a norm divides by is not kept; it is the standard deviation (or root mean square) "
          + "of the norm's input"
      ),
      none("blocks.{N}.attn.hook_q blocks.{N}.attn.hook_k", rotated, of: .only(rotary)),
      row("blocks.{N}.attn.hook_q", "layers.{N}.attention.query"),
      row("blocks.{N}.attn.hook_k", "layers.{N}.attention.key"),
      row("blocks.{N}.attn.hook_rot_q", "layers.{N}.attention.query"),
      row("blocks.{N}.attn.hook_rot_k", "layers.{N}.attention.key"),
      row("blocks.{N}.attn.hook_v", "layers.{N}.attention.value"),
      row("blocks.{N}.attn.hook_attn_scores", "layers.{N}.attention.scores"),
      row("blocks.{N}.attn.hook_pattern", "layers.{N}.attention.pattern"),
      row(
        "blocks.{N}.attn.hook_z", "layers.{N}.attention.mixed",
        "there [T, H, d], here [H, T, d]; so are query, key and value"),
      none(
        "blocks.{N}.attn.hook_result",
        "what each head adds is not kept one by one: it is `layers.{N}.attention.mixed` times "
          + "the head's rows of the output projection"
      ),
      row("blocks.{N}.attn.hook_out", "layers.{N}.attention.output"),
      row("blocks.{N}.hook_attn_out", "layers.{N}.attention.contribution", contribution),
      none(
        "blocks.{N}.hook_resid_mid blocks.{N}.hook_resid_post blocks.{N}.ln2.hook_in",
        "there the sum before its norm; `residual.mid` and `residual.post` are what the norms make of the sums",
        of: .only(postNormed)),
      row("blocks.{N}.hook_resid_mid blocks.{N}.ln2.hook_in", "layers.{N}.residual.mid"),
      row(
        "blocks.{N}.hook_mlp_in", "layers.{N}.residual.mid",
        "before the norm; what the MLP reads is `layers.{N}.mlp.normed`"),
      row("blocks.{N}.ln2.hook_out", "layers.{N}.residual.post", of: .only(postNormed)),
      row("blocks.{N}.mlp.hook_in blocks.{N}.ln2.hook_out", "layers.{N}.mlp.normed"),
      row("blocks.{N}.mlp.hook_pre", "layers.{N}.mlp.gate", of: .only(gated)),
      none("blocks.{N}.mlp.hook_pre", noPreactivation),
      none("blocks.{N}.mlp.hook_pre_linear", noUp),
      row("blocks.{N}.mlp.hook_post", "layers.{N}.mlp.neurons"),
      row("blocks.{N}.mlp.hook_out", "layers.{N}.mlp.output"),
      row("blocks.{N}.hook_mlp_out", "layers.{N}.mlp.contribution", contribution),
      row("blocks.{N}.hook_resid_post blocks.{N}.hook_out", "layers.{N}.residual.post"),
      row("blocks.{N}.hook_normalized_resid_post", "layers.{N}.residual.post"),
      row("ln_final.hook_out unembed.hook_in", "final_norm"),
      row("unembed.hook_out", "logits"),
    ])
}
