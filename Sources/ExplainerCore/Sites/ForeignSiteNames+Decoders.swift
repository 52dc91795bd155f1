extension ForeignSiteNames {
  private static let packed =
    "query, key and value lie in one row there; here they are `layers.{N}.attention.query`, "
    + "`.key` and `.value`"
  static let noPositions = "embeddings of positions and segments have no site of their own"

  /// Modules of GPT-2.
  static let gpt2 = Group(
    title: "Hugging Face: modules of GPT-2",
    preface: "A module's name means its output, `.input` behind it what it reads.",
    rows: [
      row("transformer.wte", "embeddings.tokens"),
      none("transformer.wpe", noPositions),
      row("transformer.drop", "embeddings"),
      row("transformer.h.{N}.input transformer.h.{N}.ln_1.input", "layers.{N}.residual.pre"),
      row(
        "transformer.h.{N}.ln_1 transformer.h.{N}.attn.input transformer.h.{N}.attn.c_attn.input",
        "layers.{N}.attention.normed"),
      none("transformer.h.{N}.attn.c_attn", packed),
      row("transformer.h.{N}.attn.c_proj.input", "layers.{N}.attention.mixed", sideBySide),
      row(
        "transformer.h.{N}.attn transformer.h.{N}.attn.c_proj transformer.h.{N}.attn.resid_dropout",
        "layers.{N}.attention.output"),
      row("transformer.h.{N}.ln_2.input", "layers.{N}.residual.mid"),
      row(
        "transformer.h.{N}.ln_2 transformer.h.{N}.mlp.input transformer.h.{N}.mlp.c_fc.input",
        "layers.{N}.mlp.normed"),
      none("transformer.h.{N}.mlp.c_fc transformer.h.{N}.mlp.act.input", noPreactivation),
      row("transformer.h.{N}.mlp.act transformer.h.{N}.mlp.c_proj.input", "layers.{N}.mlp.neurons"),
      row(
        "transformer.h.{N}.mlp transformer.h.{N}.mlp.c_proj transformer.h.{N}.mlp.dropout",
        "layers.{N}.mlp.output"),
      row("transformer.h.{N}", "layers.{N}.residual.post"),
      none("transformer.ln_f.input model.norm.input", "it is `residual.post` of the last layer"),
      row("transformer.ln_f transformer lm_head.input", "final_norm"),
      row("lm_head", "logits"),
    ])

  private static let sandwich =
    "in Llama, Mistral, Qwen and Phi; in Gemma 2 and 3 and OLMo 2 and 3 this norm stands "
    + "behind attention and gives `layers.{N}.attention.contribution`"
  private static let sandwichInput =
    "in Llama, Mistral, Qwen and Phi; in Gemma 2 and 3 and OLMo 2 and 3 it is `layers.{N}.attention.output`"

  /// Modules of Llama and the many made like it.
  static let llama = Group(
    title: "Hugging Face: modules of Llama, Mistral, Qwen, Gemma, Phi, OLMo",
    preface: "In front of a multimodal model's names stands `language_model.` besides; it may stay.",
    rows: [
      row("model.embed_tokens", "embeddings.tokens"),
      row("model.layers.{N}.input model.layers.{N}.input_layernorm.input", "layers.{N}.residual.pre"),
      row(
        "model.layers.{N}.input_layernorm model.layers.{N}.self_attn.input "
          + "model.layers.{N}.self_attn.q_proj.input model.layers.{N}.self_attn.k_proj.input "
          + "model.layers.{N}.self_attn.v_proj.input",
        "layers.{N}.attention.normed"),
      row(
        "model.layers.{N}.self_attn.q_proj model.layers.{N}.self_attn.q_norm", "layers.{N}.attention.query",
        "\(rotated); \(sideBySide)"),
      row(
        "model.layers.{N}.self_attn.k_proj model.layers.{N}.self_attn.k_norm", "layers.{N}.attention.key",
        "\(rotated); \(sideBySide)"),
      row("model.layers.{N}.self_attn.v_proj", "layers.{N}.attention.value", sideBySide),
      none("model.layers.{N}.self_attn.qkv_proj", packed),
      row(
        "model.layers.{N}.self_attn.o_proj.input model.layers.{N}.self_attn.dense.input",
        "layers.{N}.attention.mixed", sideBySide),
      row(
        "model.layers.{N}.self_attn model.layers.{N}.self_attn.o_proj model.layers.{N}.self_attn.dense",
        "layers.{N}.attention.output"),
      row("model.layers.{N}.post_attention_layernorm", "layers.{N}.mlp.normed", sandwich),
      row("model.layers.{N}.post_attention_layernorm.input", "layers.{N}.residual.mid", sandwichInput),
      row("model.layers.{N}.pre_feedforward_layernorm.input", "layers.{N}.residual.mid"),
      row(
        "model.layers.{N}.pre_feedforward_layernorm model.layers.{N}.mlp.input "
          + "model.layers.{N}.mlp.gate_proj.input model.layers.{N}.mlp.up_proj.input",
        "layers.{N}.mlp.normed"),
      row("model.layers.{N}.mlp.gate_proj model.layers.{N}.mlp.act_fn.input", "layers.{N}.mlp.gate"),
      none("model.layers.{N}.mlp.up_proj", noUp),
      none(
        "model.layers.{N}.mlp.act_fn",
        "the activated gate is not kept: it is the activation function of `layers.{N}.mlp.gate`"),
      none(
        "model.layers.{N}.mlp.gate_up_proj",
        "gate and the other branch lie in one row there; here the gate is `layers.{N}.mlp.gate`"),
      row("model.layers.{N}.mlp.down_proj.input", "layers.{N}.mlp.neurons"),
      row(
        "model.layers.{N}.mlp model.layers.{N}.mlp.down_proj "
          + "model.layers.{N}.post_feedforward_layernorm.input",
        "layers.{N}.mlp.output"),
      row("model.layers.{N}.post_feedforward_layernorm", "layers.{N}.mlp.contribution"),
      row("model.layers.{N}", "layers.{N}.residual.post"),
      row("model.norm model.final_layernorm model", "final_norm"),
    ])

  /// Modules of GPT-NeoX.
  static let neox = Group(
    title: "Hugging Face: modules of GPT-NeoX (Pythia)",
    preface: "With parallel halves there is no stream between them, so no `residual.mid`.",
    rows: [
      row("gpt_neox.embed_in", "embeddings.tokens"),
      row("gpt_neox.layers.{N}.input gpt_neox.layers.{N}.input_layernorm.input", "layers.{N}.residual.pre"),
      row(
        "gpt_neox.layers.{N}.input_layernorm gpt_neox.layers.{N}.attention.input",
        "layers.{N}.attention.normed"),
      none("gpt_neox.layers.{N}.attention.query_key_value", packed),
      row("gpt_neox.layers.{N}.attention.dense.input", "layers.{N}.attention.mixed", sideBySide),
      row("gpt_neox.layers.{N}.attention gpt_neox.layers.{N}.attention.dense", "layers.{N}.attention.output"),
      row(
        "gpt_neox.layers.{N}.post_attention_layernorm gpt_neox.layers.{N}.mlp.input", "layers.{N}.mlp.normed"),
      none("gpt_neox.layers.{N}.mlp.dense_h_to_4h gpt_neox.layers.{N}.mlp.act.input", noPreactivation),
      row(
        "gpt_neox.layers.{N}.mlp.act gpt_neox.layers.{N}.mlp.dense_4h_to_h.input", "layers.{N}.mlp.neurons"),
      row("gpt_neox.layers.{N}.mlp gpt_neox.layers.{N}.mlp.dense_4h_to_h", "layers.{N}.mlp.output"),
      row("gpt_neox.layers.{N}", "layers.{N}.residual.post"),
      row("gpt_neox.final_layer_norm gpt_neox embed_out.input", "final_norm"),
      row("embed_out", "logits"),
    ])
}
