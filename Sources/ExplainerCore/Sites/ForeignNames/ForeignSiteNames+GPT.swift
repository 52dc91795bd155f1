extension ForeignSiteNames {
  /// Modules of GPT-2 and GPT-Neo.
  static let gpt2 = Group(
    title: "Hugging Face: modules of GPT-2, GPT-Neo",
    families: ["gpt2", "gpt_bigcode", "gpt_neo"], layer: "transformer.h.{N}",
    rows: [
      row("transformer.wte", "embeddings.tokens"),
      none("transformer.wpe", noPositions),
      row("transformer.drop", "embeddings"),
      row(".input .ln_1.input", ".residual.pre"),
      row(
        ".ln_1 .attn.input .attn.c_attn.input .attn.attention.input .attn.attention.q_proj.input "
          + ".attn.attention.k_proj.input .attn.attention.v_proj.input",
        ".attention.normed"),
      none(".attn.c_attn", packed, of: .only(["gpt2", "gpt_bigcode"])),
      row(".attn.attention.q_proj", ".attention.query", sideBySide, of: .only(["gpt_neo"])),
      row(".attn.attention.k_proj", ".attention.key", sideBySide, of: .only(["gpt_neo"])),
      row(".attn.attention.v_proj", ".attention.value", sideBySide, of: .only(["gpt_neo"])),
      row(".attn.c_proj.input .attn.attention.out_proj.input", ".attention.mixed", sideBySide),
      row(
        ".attn .attn.c_proj .attn.resid_dropout .attn.attention .attn.attention.out_proj "
          + ".attn.attention.resid_dropout",
        ".attention.output"),
      row(".ln_2.input", ".residual.mid"),
      row(".ln_2 .mlp.input .mlp.c_fc.input", ".mlp.normed"),
      none(".mlp.c_fc .mlp.act.input", noPreactivation),
      row(".mlp.act .mlp.c_proj.input", ".mlp.neurons"),
      row(".mlp .mlp.c_proj .mlp.dropout", ".mlp.output"),
      row(".", ".residual.post"),
      row("transformer.ln_f.input", last),
      row("transformer.ln_f transformer", "final_norm"),
    ])

  /// Modules of GPT-J and CodeGen.
  static let gptJ = Group(
    title: "Hugging Face: modules of GPT-J, CodeGen",
    preface: "Both halves read the same norm: there is no stream between them, so no `residual.mid`.",
    families: ["codegen", "gptj"], layer: "transformer.h.{N}",
    rows: [
      row("transformer.wte", "embeddings.tokens"),
      row("transformer.drop", "embeddings"),
      row(".input .ln_1.input", ".residual.pre"),
      row(
        ".ln_1 .attn.input .attn.q_proj.input .attn.k_proj.input .attn.v_proj.input .attn.qkv_proj.input",
        ".attention.normed"),
      none(".attn.q_proj .attn.k_proj", rotated, of: .only(["gptj"])),
      row(".attn.v_proj", ".attention.value", sideBySide, of: .only(["gptj"])),
      none(".attn.qkv_proj", packed, of: .only(["codegen"])),
      row(".attn.out_proj.input", ".attention.mixed", sideBySide),
      row(".attn .attn.out_proj .attn.resid_dropout", ".attention.output"),
      row(".mlp.input .mlp.fc_in.input", ".mlp.normed"),
      none(".mlp.fc_in .mlp.act.input", noPreactivation),
      row(".mlp.act .mlp.fc_out.input", ".mlp.neurons"),
      row(".mlp .mlp.fc_out .mlp.dropout", ".mlp.output"),
      row(".", ".residual.post"),
      row("transformer.ln_f.input", last),
      row("transformer.ln_f transformer", "final_norm"),
    ])
}
