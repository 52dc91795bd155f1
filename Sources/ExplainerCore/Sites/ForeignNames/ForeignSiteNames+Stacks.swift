extension ForeignSiteNames {
  /// Norms stand before the halves.
  private static let preNormed = Scope.only(["mbart", "pegasus"])
  /// Norms stand behind the sums.
  private static let postNormedStacks = Scope.but(["mbart", "pegasus"])

  /// Modules of BART and the families made like it.
  static let bart = Group(
    title: "Hugging Face: modules of BART, Marian, mBART, Pegasus",
    preface:
      "S is `encoder` or `decoder`. In BART and Marian the norms stand behind the sums, in mBART and Pegasus before the halves.",
    families: ["bart", "marian", "mbart", "pegasus"], layer: "model.{S}.layers.{N}",
    sites: "{S}.layers.{N}",
    rows: [
      none(
        "model.{S}.embed_tokens", "`{S}.embeddings.tokens` is behind the multiplier, where there is one",
        of: .only(["marian", "pegasus"])),
      row("model.{S}.embed_tokens", "{S}.embeddings.tokens"),
      none(
        "model.shared", "both stacks read it: `encoder.embeddings.tokens` and `decoder.embeddings.tokens`"),
      none("model.{S}.embed_positions", noPositions),
      row("model.{S}.layernorm_embedding", "{S}.embeddings"),
      row(".input", ".residual.pre"),
      row(".self_attn_layer_norm.input", ".residual.pre", of: preNormed),
      row(
        ".self_attn_layer_norm .self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input "
          + ".self_attn.v_proj.input",
        ".attention.normed", of: preNormed),
      row(
        ".self_attn.input .self_attn.q_proj.input .self_attn.k_proj.input .self_attn.v_proj.input",
        ".residual.pre"),
      row(".self_attn.q_proj", ".attention.query", sideBySide),
      row(".self_attn.k_proj", ".attention.key", sideBySide),
      row(".self_attn.v_proj", ".attention.value", sideBySide),
      row(".self_attn.out_proj.input", ".attention.mixed", sideBySide),
      row(".self_attn .self_attn.out_proj", ".attention.output"),
      none(
        ".self_attn_layer_norm.input .encoder_attn_layer_norm.input .final_layer_norm.input", unnormedSum,
        of: postNormedStacks),
      row(".self_attn_layer_norm", ".residual.mid"),
      row(
        "model.decoder.layers.{N}.encoder_attn_layer_norm.input", "decoder.layers.{N}.residual.mid",
        of: preNormed),
      row(
        "model.decoder.layers.{N}.encoder_attn_layer_norm model.decoder.layers.{N}.encoder_attn.input "
          + "model.decoder.layers.{N}.encoder_attn.q_proj.input",
        "decoder.layers.{N}.cross_attention.normed", of: preNormed),
      row(
        "model.decoder.layers.{N}.encoder_attn.input model.decoder.layers.{N}.encoder_attn.q_proj.input",
        "decoder.layers.{N}.residual.mid"),
      row(
        "model.encoder model.decoder.layers.{N}.encoder_attn.k_proj.input "
          + "model.decoder.layers.{N}.encoder_attn.v_proj.input",
        "encoder.final_norm", of: preNormed),
      row(
        "model.encoder model.decoder.layers.{N}.encoder_attn.k_proj.input "
          + "model.decoder.layers.{N}.encoder_attn.v_proj.input",
        "encoder.layers.{L-1}.residual.post"),
      row(
        "model.decoder.layers.{N}.encoder_attn.q_proj", "decoder.layers.{N}.cross_attention.query", sideBySide
      ),
      row(
        "model.decoder.layers.{N}.encoder_attn.k_proj", "decoder.layers.{N}.cross_attention.key", sideBySide),
      row(
        "model.decoder.layers.{N}.encoder_attn.v_proj", "decoder.layers.{N}.cross_attention.value", sideBySide
      ),
      row(
        "model.decoder.layers.{N}.encoder_attn.out_proj.input", "decoder.layers.{N}.cross_attention.mixed",
        sideBySide),
      row(
        "model.decoder.layers.{N}.encoder_attn model.decoder.layers.{N}.encoder_attn.out_proj",
        "decoder.layers.{N}.cross_attention.output"),
      row(
        "model.decoder.layers.{N}.final_layer_norm.input", "decoder.layers.{N}.residual.cross", of: preNormed),
      row(
        "model.encoder.layers.{N}.final_layer_norm.input", "encoder.layers.{N}.residual.mid", of: preNormed),
      row(".final_layer_norm .fc1.input", ".mlp.normed", of: preNormed),
      row(
        "model.decoder.layers.{N}.encoder_attn_layer_norm model.decoder.layers.{N}.fc1.input",
        "decoder.layers.{N}.residual.cross", of: postNormedStacks),
      row("model.encoder.layers.{N}.fc1.input", "encoder.layers.{N}.residual.mid", of: postNormedStacks),
      none(".fc1 .activation_fn.input", noPreactivation),
      row(".activation_fn .fc2.input", ".mlp.neurons"),
      row(".fc2", ".mlp.output"),
      row(".", ".residual.post"),
      row(".final_layer_norm", ".residual.post"),
      row("model.{S}.layer_norm.input", "{S}.layers.{L-1}.residual.post", of: preNormed),
      row("model.{S}.layer_norm", "{S}.final_norm", of: preNormed),
      row("model model.decoder", "decoder.final_norm", of: preNormed),
      row("model model.decoder", "decoder.layers.{L-1}.residual.post"),
    ])

  private static let perhapsGated =
    "in some T5 what a plain MLP has before or behind its activation function, in others a gate's; "
    + "`mlp.neurons` is what the down-projection reads, `mlp.gate` a gate"

  /// Modules of T5 and its kin.
  static let t5 = Group(
    title: "Hugging Face: modules of T5, mT5, UMT5",
    preface:
      "S is `encoder` or `decoder`. A layer's halves are `layer.0`, `layer.1` and, in the decoder, `layer.2`; each gives the stream it has added to.",
    families: ["mt5", "t5", "umt5"], layer: "{S}.block.{N}", sites: "{S}.layers.{N}",
    rows: [
      row("{S}.embed_tokens", "{S}.embeddings.tokens"),
      none("shared", "both stacks read it: `encoder.embeddings.tokens` and `decoder.embeddings.tokens`"),
      row(".input .layer.0.input .layer.0.layer_norm.input", ".residual.pre"),
      row(
        ".layer.0.layer_norm .layer.0.SelfAttention.input .layer.0.SelfAttention.q.input "
          + ".layer.0.SelfAttention.k.input .layer.0.SelfAttention.v.input",
        ".attention.normed"),
      row(".layer.0.SelfAttention.q", ".attention.query", sideBySide),
      row(".layer.0.SelfAttention.k", ".attention.key", sideBySide),
      row(".layer.0.SelfAttention.v", ".attention.value", sideBySide),
      row(".layer.0.SelfAttention.o.input", ".attention.mixed", sideBySide),
      row(".layer.0.SelfAttention .layer.0.SelfAttention.o .layer.0.dropout", ".attention.output"),
      row(".layer.0 .layer.1.input .layer.1.layer_norm.input", ".residual.mid"),
      row(
        "decoder.block.{N}.layer.1.layer_norm decoder.block.{N}.layer.1.EncDecAttention.input "
          + "decoder.block.{N}.layer.1.EncDecAttention.q.input",
        "decoder.layers.{N}.cross_attention.normed"),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention.q", "decoder.layers.{N}.cross_attention.query", sideBySide),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention.k", "decoder.layers.{N}.cross_attention.key", sideBySide),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention.v", "decoder.layers.{N}.cross_attention.value", sideBySide),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention.o.input", "decoder.layers.{N}.cross_attention.mixed",
        sideBySide),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention decoder.block.{N}.layer.1.EncDecAttention.o",
        "decoder.layers.{N}.cross_attention.output"),
      row(
        "decoder.block.{N}.layer.1 decoder.block.{N}.layer.2.input decoder.block.{N}.layer.2.layer_norm.input",
        "decoder.layers.{N}.residual.cross"),
    ] + half("encoder", 1) + half("decoder", 2) + [
      row(".", ".residual.post"),
      row("{S}.final_layer_norm.input", "{S}.layers.{L-1}.residual.post"),
      row(
        "decoder.block.{N}.layer.1.EncDecAttention.k.input decoder.block.{N}.layer.1.EncDecAttention.v.input",
        "encoder.final_norm"),
      row("{S}.final_layer_norm {S}.dropout {S}", "{S}.final_norm"),
    ])

  /// The MLP, which stands elsewhere in each stack.
  private static func half(_ stack: String, _ index: Int) -> [Row] {
    let (path, sites) = ("\(stack).block.{N}.layer.\(index)", "\(stack).layers.{N}.mlp")
    let inner = "\(path).DenseReluDense"
    return [
      row(
        "\(path).layer_norm \(inner).input \(inner).wi.input \(inner).wi_0.input \(inner).wi_1.input",
        "\(sites).normed"),
      row("\(inner).wi_0", "\(sites).gate"),
      none("\(inner).wi_1", noUp),
      none("\(inner).wi \(inner).act.input \(inner).act", perhapsGated),
      row("\(inner).wo.input", "\(sites).neurons"),
      row("\(inner) \(inner).wo \(path).dropout", "\(sites).output"),
      row(path, "\(stack).layers.{N}.residual.post"),
    ]
  }
}
