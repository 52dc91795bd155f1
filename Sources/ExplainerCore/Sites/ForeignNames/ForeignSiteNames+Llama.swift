extension ForeignSiteNames {
  private static let phi = Scope.only(["phi"])
  private static let starCoder = Scope.only(["starcoder2"])
  private static let glm = Scope.only(["glm4"])

  /// Modules of Llama and the many made like it.
  static let llama = Group(
    title: "Hugging Face: modules of Llama, Mistral, Qwen, Gemma, Phi, OLMo and others",
    preface: "In front of a multimodal model's names stands `language_model.` besides; it may stay.",
    families: [
      "cohere", "cohere2", "deepseek_v2", "deepseek_v3", "gemma", "gemma2", "gemma3_text", "glm4", "glm4_moe",
      "gpt_oss", "granite", "llama", "mistral",
      "mixtral", "nemotron", "olmo2", "olmo3", "olmoe", "phi", "phi3", "qwen2", "qwen2_moe", "qwen3",
      "qwen3_5_moe_text", "qwen3_5_text", "qwen3_moe", "qwen3_next", "smollm3", "stablelm", "starcoder2",
    ], layer: "model.layers.{N}",
    rows: [
      none(
        "model.embed_tokens", "`embeddings.tokens` is behind the multiplier", of: .only(["granite"])),
      row("model.embed_tokens", "embeddings.tokens"),
      row("model.embed_dropout", "embeddings", of: phi),
      row(".input .input_layernorm.input", ".residual.pre"),
      row(
        ".self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input .self_attn.v_proj.input",
        ".residual.pre", of: .only(unnormed)),
      none(
        ".input_layernorm",
        "it is `attention.normed` in layers that have attention, `mixer.normed` in the others",
        of: .only(stateful)),
      row(
        ".input_layernorm .self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input "
          + ".self_attn.v_proj.input .self_attn.qkv_proj.input",
        ".attention.normed"),
      none(
        ".self_attn.q_proj .self_attn.k_proj .self_attn.q_norm .self_attn.k_norm .self_attn.q_layernorm "
          + ".self_attn.k_layernorm",
        rotated),
      row(
        ".self_attn.q_a_proj.input .self_attn.kv_a_proj_with_mqa.input", ".attention.normed",
        of: .only(latent)),
      none(
        ".self_attn.q_a_proj .self_attn.q_a_layernorm.input",
        "it is kept behind its norm alone, as `attention.query_latent`", of: .only(latent)),
      row(
        ".self_attn.q_a_layernorm .self_attn.q_b_proj.input", ".attention.query_latent", of: .only(latent)),
      none(".self_attn.q_b_proj", rotated, of: .only(latent)),
      none(
        ".self_attn.kv_a_proj_with_mqa .self_attn.kv_a_layernorm.input",
        "what keys and values are made of is kept behind its norm alone, as `attention.latent`; what all heads' keys share is "
          + "the end of each of them",
        of: .only(latent)),
      row(".self_attn.kv_a_layernorm .self_attn.kv_b_proj.input", ".attention.latent", of: .only(latent)),
      none(
        ".self_attn.kv_b_proj",
        "keys and values lie in one row there; here they are `attention.key`, behind the part that all heads share, and "
          + "`attention.value`",
        of: .only(latent)),
      row(".self_attn.v_proj", ".attention.value", sideBySide),
      none(".self_attn.qkv_proj", packed, of: .only(["phi3"])),
      none(
        ".self_attn.o_proj.input",
        "it is `attention.mixed` times σ of `attention.gate`, which is not kept", of: .only(stateful)),
      row(".self_attn.o_proj.input .self_attn.dense.input", ".attention.mixed", sideBySide),
      row(".self_attn .self_attn.o_proj .self_attn.dense .resid_attn_dropout", ".attention.output"),
      row(
        ".linear_attn.input .linear_attn.in_proj_qkvz.input .linear_attn.in_proj_ba.input "
          + ".linear_attn.in_proj_qkv.input .linear_attn.in_proj_z.input .linear_attn.in_proj_b.input "
          + ".linear_attn.in_proj_a.input",
        ".mixer.normed", of: .only(stateful)),
      none(
        ".linear_attn.in_proj_qkvz .linear_attn.in_proj_qkv .linear_attn.conv1d",
        "`mixer.query`, `mixer.key` and `mixer.value` are behind the convolution, queries and keys brought to length 1",
        of: .only(stateful)),
      none(
        ".linear_attn.in_proj_ba .linear_attn.in_proj_b .linear_attn.in_proj_a",
        "`mixer.strength` is behind σ, `mixer.decay` what the state is multiplied with", of: .only(stateful)),
      row(".linear_attn.in_proj_z", ".mixer.gate", of: .only(stateful)),
      row(
        ".linear_attn.norm.input", ".mixer.read", "there each head of each token has a row",
        of: .only(stateful)),
      row(
        ".linear_attn.norm", ".mixer.mixed", "there each head of each token has a row", of: .only(stateful)),
      row(".linear_attn.out_proj.input", ".mixer.mixed", of: .only(stateful)),
      row(".linear_attn .linear_attn.out_proj", ".mixer.output", of: .only(stateful)),
      row(".post_attention_layernorm.input", ".attention.output", of: .only(sandwiched)),
      row(".post_attention_layernorm", ".attention.contribution", of: .only(sandwiched)),
      row(".post_self_attn_layernorm.input", ".attention.output", of: glm),
      row(".post_self_attn_layernorm", ".attention.contribution", of: glm),
      row(".post_attention_layernorm.input .pre_feedforward_layernorm.input", ".residual.mid"),
      row(".mlp.input .mlp.gate_proj.input .mlp.up_proj.input", ".residual.mid", of: .only(unnormed)),
      row(
        ".post_attention_layernorm .pre_feedforward_layernorm .mlp.input .mlp.gate_proj.input "
          + ".mlp.up_proj.input .mlp.gate_up_proj.input .mlp.c_fc.input .mlp.fc1.input .mlp.gate.input "
          + ".mlp.router.input .mlp.experts.input",
        ".mlp.normed"),
      row(
        ".mlp.gate .mlp.router .block_sparse_moe.gate", ".router.scores", of: .only(mixtures)),
      none(
        ".mlp.shared_expert .mlp.shared_expert_gate .mlp.shared_experts",
        "the expert that reads every token is not kept by itself; `mlp.output` is what all give",
        of: .only(sharing)),
      none(
        ".mlp.experts", "what the chosen experts give is not kept apart from the one that reads every token",
        of: .only(sharing)),
      row(".mlp.experts .block_sparse_moe", ".mlp.output", of: .only(mixtures)),
      row(".mlp.gate_proj", ".mlp.gate"),
      row(".mlp.act_fn .mlp.down_proj.input", ".mlp.neurons", of: .only(["nemotron"])),
      none(".mlp.up_proj .mlp.act_fn.input", noPreactivation, of: .only(["nemotron"])),
      none(".mlp.up_proj", noUp),
      row(".mlp.act_fn.input .mlp.activation_fn.input", ".mlp.gate", of: .but(["phi"])),
      none(".mlp.act_fn", noActivatedGate),
      none(".mlp.activation_fn", noActivatedGate, of: .only(["glm4", "phi3"])),
      none(".mlp.gate_up_proj", gateInRow),
      none(".mlp.fc1 .mlp.activation_fn.input", noPreactivation, of: phi),
      row(".mlp.activation_fn .mlp.fc2.input", ".mlp.neurons", of: phi),
      none(".mlp.c_fc .mlp.act.input", noPreactivation, of: starCoder),
      row(".mlp.act .mlp.c_proj.input", ".mlp.neurons", of: starCoder),
      row(".mlp.down_proj.input", ".mlp.neurons"),
      row(
        ".mlp .mlp.down_proj .mlp.fc2 .mlp.c_proj .resid_mlp_dropout .post_feedforward_layernorm.input .post_mlp_layernorm.input",
        ".mlp.output"),
      row(".post_feedforward_layernorm .post_mlp_layernorm", ".mlp.contribution"),
      row(".", ".residual.post"),
      row("model.norm.input model.final_layernorm.input", last),
      row("model.norm model.final_layernorm model", "final_norm"),
    ])
}
