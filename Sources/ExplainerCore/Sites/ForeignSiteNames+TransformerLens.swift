extension ForeignSiteNames {
  private static let withoutGain =
    "there before the norm's gain and bias, here behind them; in a BERT there it is "
    + "`residual.mid` (ln1) or `residual.post` (ln2)"
  private static let bertSums = "of a BERT there the sum before its norm, here the norm of it"
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
      row("blocks.{N}.hook_resid_pre blocks.{N}.hook_in blocks.{N}.ln1.hook_in", "layers.{N}.residual.pre"),
      row(
        "blocks.{N}.hook_attn_in blocks.{N}.hook_q_input blocks.{N}.hook_k_input blocks.{N}.hook_v_input",
        "layers.{N}.residual.pre", headAxis),
      row("blocks.{N}.ln1.hook_normalized", "layers.{N}.attention.normed", withoutGain),
      row("blocks.{N}.attn.hook_in blocks.{N}.ln1.hook_out", "layers.{N}.attention.normed"),
      none(
        "blocks.{N}.ln1.hook_scale blocks.{N}.ln2.hook_scale ln_final.hook_scale",
        "what a norm divides by is not kept; it is the standard deviation (or root mean square) "
          + "of the norm's input"
      ),
      row("blocks.{N}.attn.hook_q", "layers.{N}.attention.query", rotated),
      row("blocks.{N}.attn.hook_k", "layers.{N}.attention.key", rotated),
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
      row("blocks.{N}.hook_resid_mid blocks.{N}.ln2.hook_in", "layers.{N}.residual.mid", bertSums),
      row(
        "blocks.{N}.hook_mlp_in", "layers.{N}.residual.mid",
        "before the norm; what the MLP reads is `layers.{N}.mlp.normed`"),
      row("blocks.{N}.ln2.hook_normalized", "layers.{N}.mlp.normed", withoutGain),
      row("blocks.{N}.mlp.hook_in blocks.{N}.ln2.hook_out", "layers.{N}.mlp.normed"),
      row(
        "blocks.{N}.mlp.hook_pre", "layers.{N}.mlp.gate",
        "only where the MLP has a gate; a plain MLP's values before the activation function are not kept"),
      none("blocks.{N}.mlp.hook_pre_linear", noUp),
      row("blocks.{N}.mlp.hook_post", "layers.{N}.mlp.neurons"),
      row("blocks.{N}.mlp.hook_out", "layers.{N}.mlp.output"),
      row("blocks.{N}.hook_mlp_out", "layers.{N}.mlp.contribution", contribution),
      row("blocks.{N}.hook_resid_post blocks.{N}.hook_out", "layers.{N}.residual.post", bertSums),
      row("blocks.{N}.hook_normalized_resid_post", "layers.{N}.residual.post"),
      row(
        "ln_final.hook_normalized", "final_norm", "there before the norm's gain and bias, here behind them"),
      row("ln_final.hook_out unembed.hook_in", "final_norm"),
      row("unembed.hook_out", "logits"),
    ])
}
