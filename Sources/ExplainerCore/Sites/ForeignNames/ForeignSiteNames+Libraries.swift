extension ForeignSiteNames {
  /// Points of interp-engine.
  static let interpEngine = Group(
    title: "interp-engine",
    preface:
      "The layer stands behind the point. Its `embeddings` are our `embeddings.tokens`; ours "
      + "are what enters layer 0. `final_norm` is the same.",
    rows: [
      row("resid_pre.{N}", "layers.{N}.residual.pre"),
      row("attn_in.{N}", "layers.{N}.attention.normed"),
      none(
        "q_norm_in.{N} q_norm_out.{N}",
        "queries are kept as the scores are made of them: `layers.{N}.attention.query`"),
      none(
        "k_norm_in.{N} k_norm_out.{N}",
        "keys are kept as the scores are made of them: `layers.{N}.attention.key`"),
      row("value.{N}", "layers.{N}.attention.value", sideBySide),
      row("attn_scores.{N}", "layers.{N}.attention.scores"),
      row("attn_probs.{N}", "layers.{N}.attention.pattern"),
      row("z.{N}", "layers.{N}.attention.mixed", sideBySide),
      row("attn_out.{N}", "layers.{N}.attention.output"),
      row("attn_out_post.{N}", "layers.{N}.attention.contribution"),
      row("resid_mid.{N}", "layers.{N}.residual.mid"),
      row("mlp_in.{N}", "layers.{N}.mlp.normed"),
      row("mlp_pre.{N}", "layers.{N}.mlp.gate", of: .only(gated)),
      none("mlp_pre.{N}", noPreactivation),
      none("mlp_pre_linear.{N}", noUp),
      row("mlp_act.{N}", "layers.{N}.mlp.neurons"),
      row("mlp_out.{N}", "layers.{N}.mlp.output"),
      row("mlp_out_post.{N}", "layers.{N}.mlp.contribution"),
      row("resid_post.{N}", "layers.{N}.residual.post"),
    ])

  /// Accessors of nnterp, over nnsight.
  static let nnterp = Group(
    title: "nnsight and nnterp",
    preface:
      "nnsight uses the names of Hugging Face's modules with `.output` or `.input` behind "
      + "them, which are understood as they are. nnterp has names of its own:",
    rows: [
      row("token_embeddings", "embeddings.tokens"),
      row("layers_input[{N}]", "layers.{N}.residual.pre"),
      row("attentions_input[{N}]", "layers.{N}.attention.normed"),
      row("attention_probabilities[{N}]", "layers.{N}.attention.pattern"),
      row("attentions_output[{N}]", "layers.{N}.residual.mid", withStream, of: .only(["bloom"])),
      row("attentions_output[{N}]", "layers.{N}.attention.output"),
      row("mlps_input[{N}]", "layers.{N}.mlp.normed"),
      row("mlps_output[{N}]", "layers.{N}.residual.post", withStream, of: .only(["bloom", "mpt"])),
      row("mlps_output[{N}]", "layers.{N}.mlp.output"),
      row("layers_output[{N}]", "layers.{N}.residual.post"),
      row("ln_final", "final_norm"),
    ])

  /// Components of pyvene.
  static let pyvene = Group(
    title: "pyvene",
    preface: "The layer stands beside the component there, so that these mean all layers here.",
    rows: [
      row("block_input", "layers.*.residual.pre"),
      row("attention_input", "layers.*.attention.normed"),
      none("query_output head_query_output key_output head_key_output", rotated, of: .only(rotary)),
      row("query_output head_query_output", "layers.*.attention.query"),
      row("key_output head_key_output", "layers.*.attention.key"),
      row("value_output head_value_output", "layers.*.attention.value"),
      row("attention_value_output head_attention_value_output", "layers.*.attention.mixed"),
      row("attention_output", "layers.*.attention.output"),
      row("mlp_input", "layers.*.mlp.normed"),
      none("mlp_activation", noActivatedGate, of: .only(gated)),
      row("mlp_activation", "layers.*.mlp.neurons"),
      row("mlp_output", "layers.*.mlp.output"),
      row("block_output", "layers.*.residual.post"),
    ])
}
