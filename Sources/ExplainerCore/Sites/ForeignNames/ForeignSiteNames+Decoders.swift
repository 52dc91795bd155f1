extension ForeignSiteNames {
  /// Modules of GPT-NeoX.
  static let neox = Group(
    title: "Hugging Face: modules of GPT-NeoX (Pythia)",
    preface: "With parallel halves there is no stream between them, so no `residual.mid`.",
    families: ["gpt_neox"], layer: "gpt_neox.layers.{N}",
    rows: [
      row("gpt_neox.embed_in", "embeddings.tokens"),
      row("gpt_neox.emb_dropout", "embeddings"),
      row(".input .input_layernorm.input", ".residual.pre"),
      row(".input_layernorm .attention.input .attention.query_key_value.input", ".attention.normed"),
      none(".attention.query_key_value", packed),
      row(".attention.dense.input", ".attention.mixed", sideBySide),
      row(".attention .attention.dense .post_attention_dropout", ".attention.output"),
      row(".post_attention_layernorm .mlp.input .mlp.dense_h_to_4h.input", ".mlp.normed"),
      none(".mlp.dense_h_to_4h .mlp.act.input", noPreactivation),
      row(".mlp.act .mlp.dense_4h_to_h.input", ".mlp.neurons"),
      row(".mlp .mlp.dense_4h_to_h .post_mlp_dropout", ".mlp.output"),
      row(".", ".residual.post"),
      row("gpt_neox.final_layer_norm.input", last),
      row("gpt_neox.final_layer_norm gpt_neox", "final_norm"),
    ])

  /// Modules of Falcon.
  static let falcon = Group(
    title: "Hugging Face: modules of Falcon",
    preface: "Where both halves read one norm, its name is that of attention's.",
    families: ["falcon"], layer: "transformer.h.{N}",
    rows: [
      row("transformer.word_embeddings", "embeddings.tokens"),
      row(".input .input_layernorm.input .ln_attn.input .ln_mlp.input", ".residual.pre"),
      row(
        ".input_layernorm .ln_attn .self_attention.input .self_attention.query_key_value.input",
        ".attention.normed"),
      none(".self_attention.query_key_value", packed),
      row(".self_attention.dense.input", ".attention.mixed", sideBySide),
      row(".self_attention .self_attention.dense", ".attention.output"),
      row(".post_attention_layernorm.input", ".residual.mid"),
      row(".ln_mlp .post_attention_layernorm .mlp.input .mlp.dense_h_to_4h.input", ".mlp.normed"),
      none(".mlp.dense_h_to_4h .mlp.act.input", noPreactivation),
      row(".mlp.act .mlp.dense_4h_to_h.input", ".mlp.neurons"),
      row(".mlp .mlp.dense_4h_to_h", ".mlp.output"),
      row(".", ".residual.post"),
      row("transformer.ln_f.input", last),
      row("transformer.ln_f transformer", "final_norm"),
    ])

  /// Modules of BLOOM, whose halves add the stream themselves.
  static let bloom = Group(
    title: "Hugging Face: modules of BLOOM",
    preface: "The halves' own modules, `self_attention` and `mlp`, give the stream they have added to.",
    families: ["bloom"], layer: "transformer.h.{N}",
    rows: [
      row("transformer.word_embeddings transformer.word_embeddings_layernorm.input", "embeddings.tokens"),
      row("transformer.word_embeddings_layernorm", "embeddings"),
      row(".input .input_layernorm.input", ".residual.pre"),
      row(
        ".input_layernorm .self_attention.input .self_attention.query_key_value.input", ".attention.normed"),
      none(".self_attention.query_key_value", packed),
      row(".self_attention.attention_dropout", ".attention.pattern"),
      row(".self_attention.dense.input", ".attention.mixed", sideBySide),
      row(".self_attention.dense", ".attention.output"),
      row(".self_attention .post_attention_layernorm.input", ".residual.mid", withStream),
      row(".post_attention_layernorm .mlp.input .mlp.dense_h_to_4h.input", ".mlp.normed"),
      none(".mlp.dense_h_to_4h .mlp.gelu_impl.input", noPreactivation),
      row(".mlp.gelu_impl .mlp.dense_4h_to_h.input", ".mlp.neurons"),
      row(".mlp.dense_4h_to_h", ".mlp.output"),
      row(". .mlp", ".residual.post", withStream),
      row("transformer.ln_f.input", last),
      row("transformer.ln_f transformer", "final_norm"),
    ])

  /// Modules of MPT.
  static let mpt = Group(
    title: "Hugging Face: modules of MPT",
    preface: "`ffn` gives the stream it has added to.",
    families: ["mpt"], layer: "transformer.blocks.{N}",
    rows: [
      row("transformer.wte", "embeddings.tokens"),
      row(".input .norm_1.input", ".residual.pre"),
      row(".norm_1 .attn.input .attn.Wqkv.input", ".attention.normed"),
      none(".attn.Wqkv", packed),
      row(".attn.out_proj.input", ".attention.mixed", sideBySide),
      row(".attn .attn.out_proj .resid_attn_dropout", ".attention.output"),
      row(".norm_2.input", ".residual.mid"),
      row(".norm_2 .ffn.input .ffn.up_proj.input", ".mlp.normed"),
      none(".ffn.up_proj .ffn.act.input", noPreactivation),
      row(".ffn.act .ffn.down_proj.input", ".mlp.neurons"),
      row(".ffn.down_proj", ".mlp.output"),
      row(". .ffn", ".residual.post", withStream),
      row("transformer.norm_f.input", last),
      row("transformer.norm_f transformer", "final_norm"),
    ])

  /// Modules of OPT.
  static let opt = Group(
    title: "Hugging Face: modules of OPT",
    families: ["opt"], layer: "model.decoder.layers.{N}",
    rows: [
      none(
        "model.decoder.embed_tokens",
        "what `project_in` makes of it is `embeddings.tokens` where a model has that"),
      none("model.decoder.embed_positions", noPositions),
      row(".input", ".residual.pre"),
      none(
        ".self_attn_layer_norm.input .self_attn_layer_norm .final_layer_norm.input .final_layer_norm",
        "norms stand before the halves or behind their sums, by the model"),
      row(
        ".self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input "
          + ".self_attn.v_proj.input",
        ".attention.normed"),
      row(".self_attn.q_proj", ".attention.query", sideBySide),
      row(".self_attn.k_proj", ".attention.key", sideBySide),
      row(".self_attn.v_proj", ".attention.value", sideBySide),
      row(".self_attn.out_proj.input", ".attention.mixed", sideBySide),
      row(".self_attn .self_attn.out_proj", ".attention.output"),
      row(".fc1.input", ".mlp.normed"),
      none(".fc1 .activation_fn.input", noPreactivation),
      row(".activation_fn .fc2.input", ".mlp.neurons"),
      row(".fc2", ".mlp.output"),
      row(".", ".residual.post"),
      row("model.decoder.final_layer_norm.input", last),
      row("model.decoder.final_layer_norm model.decoder model", "final_norm"),
    ])
}
