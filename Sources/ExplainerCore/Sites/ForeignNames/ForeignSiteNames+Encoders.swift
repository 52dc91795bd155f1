extension ForeignSiteNames {
  /// Modules of DistilBERT.
  static let distilBERT = Group(
    title: "Hugging Face: modules of DistilBERT",
    preface: "The norms stand behind the sums, as in BERT.",
    families: ["distilbert"], layer: "distilbert.transformer.layer.{N}",
    rows: [
      row("distilbert.embeddings.word_embeddings", "embeddings.tokens"),
      none("distilbert.embeddings.position_embeddings", noPositions),
      row(
        "distilbert.embeddings distilbert.embeddings.LayerNorm distilbert.embeddings.dropout", "embeddings"),
      row("distilbert.transformer.input", "embeddings"),
      row(
        ".input .attention.input .attention.q_lin.input .attention.k_lin.input .attention.v_lin.input",
        ".residual.pre"),
      row(".attention.q_lin", ".attention.query", sideBySide),
      row(".attention.k_lin", ".attention.key", sideBySide),
      row(".attention.v_lin", ".attention.value", sideBySide),
      row(".attention.out_lin.input", ".attention.mixed", sideBySide),
      row(".attention .attention.out_lin", ".attention.output"),
      none(".sa_layer_norm.input .output_layer_norm.input", unnormedSum),
      row(".sa_layer_norm .ffn.input .ffn.lin1.input", ".residual.mid"),
      none(".ffn.lin1 .ffn.activation.input", noPreactivation),
      row(".ffn.activation .ffn.lin2.input", ".mlp.neurons"),
      row(".ffn .ffn.lin2 .ffn.dropout", ".mlp.output"),
      row(". .output_layer_norm", ".residual.post"),
      row("distilbert distilbert.transformer vocab_transform.input", last),
      row("vocab_projector", "logits"),
    ])

  /// Modules of MPNet.
  static let mpnet = Group(
    title: "Hugging Face: modules of MPNet",
    preface: "The norms stand behind the sums, as in BERT.",
    families: ["mpnet"], layer: "mpnet.encoder.layer.{N}",
    rows: [
      row("mpnet.embeddings.word_embeddings", "embeddings.tokens"),
      none("mpnet.embeddings.position_embeddings", noPositions),
      row("mpnet.embeddings mpnet.embeddings.LayerNorm mpnet.embeddings.dropout", "embeddings"),
      row("mpnet.encoder.input", "embeddings"),
      row(
        ".input .attention.input .attention.attn.input .attention.attn.q.input .attention.attn.k.input "
          + ".attention.attn.v.input",
        ".residual.pre"),
      row(".attention.attn.q", ".attention.query", sideBySide),
      row(".attention.attn.k", ".attention.key", sideBySide),
      row(".attention.attn.v", ".attention.value", sideBySide),
      row(".attention.attn.dropout", ".attention.pattern"),
      row(".attention.attn.o.input", ".attention.mixed", sideBySide),
      row(".attention.attn .attention.attn.o .attention.dropout", ".attention.output"),
      none(".attention.LayerNorm.input .output.LayerNorm.input", unnormedSum),
      row(".attention .attention.LayerNorm .intermediate.input .intermediate.dense.input", ".residual.mid"),
      none(".intermediate.dense", noPreactivation),
      row(
        ".intermediate .intermediate.intermediate_act_fn .output.input .output.dense.input", ".mlp.neurons"),
      row(".output.dense .output.dropout", ".mlp.output"),
      row(". .output .output.LayerNorm", ".residual.post"),
      row("mpnet mpnet.encoder mpnet.pooler.input", last),
      row("mpnet.pooler mpnet.pooler.activation", "pooler"),
      row("lm_head.decoder", "logits"),
    ])

  /// Modules of DeBERTa, version 2 and 3.
  static let deberta = Group(
    title: "Hugging Face: modules of DeBERTa (v2, v3)",
    preface: "The norms stand behind the sums, as in BERT.",
    families: ["deberta-v2"], layer: "deberta.encoder.layer.{N}",
    rows: [
      row("deberta.embeddings.word_embeddings", "embeddings.tokens"),
      none("deberta.embeddings.position_embeddings deberta.embeddings.token_type_embeddings", noPositions),
      row("deberta.embeddings deberta.embeddings.LayerNorm deberta.embeddings.dropout", "embeddings"),
      row("deberta.encoder.input", "embeddings"),
      row(
        ".input .attention.input .attention.self.input .attention.self.query_proj.input "
          + ".attention.self.key_proj.input .attention.self.value_proj.input",
        ".residual.pre"),
      row(".attention.self.query_proj", ".attention.query", sideBySide),
      row(".attention.self.key_proj", ".attention.key", sideBySide),
      row(".attention.self.value_proj", ".attention.value", sideBySide),
      none(
        ".attention.self.pos_key_proj .attention.self.pos_query_proj",
        "keys and queries of distances have no site of their own; `attention.scores` has what they add"),
      row(".attention.self.dropout", ".attention.pattern"),
      row(
        ".attention.self .attention.output.input .attention.output.dense.input", ".attention.mixed",
        sideBySide),
      row(".attention.output.dense .attention.output.dropout", ".attention.output"),
      none(".attention.output.LayerNorm.input .output.LayerNorm.input", unnormedSum),
      row(
        ".attention .attention.output .attention.output.LayerNorm .intermediate.input "
          + ".intermediate.dense.input",
        ".residual.mid"),
      none(".intermediate.dense", noPreactivation),
      row(
        ".intermediate .intermediate.intermediate_act_fn .output.input .output.dense.input", ".mlp.neurons"),
      row(".output.dense .output.dropout", ".mlp.output"),
      row(". .output .output.LayerNorm", ".residual.post"),
      row("deberta deberta.encoder pooler.input cls.input cls.predictions.input lm_predictions.input", last),
      row("cls cls.predictions cls.predictions.decoder lm_predictions lm_predictions.lm_head", "logits"),
    ])

  /// Modules of ModernBERT.
  static let modernBERT = Group(
    title: "Hugging Face: modules of ModernBERT",
    preface: "Layer 0 has no norm before attention: `attn_norm` gives what it is given there.",
    families: ["modernbert"], layer: "model.layers.{N}",
    rows: [
      row("model.embeddings.tok_embeddings", "embeddings.tokens"),
      row("model.embeddings.norm.input", "embeddings.tokens"),
      row("model.embeddings model.embeddings.norm model.embeddings.drop", "embeddings"),
      row(".input .attn_norm.input", ".residual.pre"),
      row(
        "model.layers.0.attn_norm model.layers.0.attn.input model.layers.0.attn.Wqkv.input",
        "layers.0.residual.pre"),
      row(".attn_norm .attn.input .attn.Wqkv.input", ".attention.normed"),
      none(".attn.Wqkv", packed),
      row(".attn.Wo.input", ".attention.mixed", sideBySide),
      row(".attn .attn.Wo .attn.out_drop", ".attention.output"),
      row(".mlp_norm.input", ".residual.mid"),
      row(".mlp_norm .mlp.input .mlp.Wi.input", ".mlp.normed"),
      none(".mlp.Wi", gateInRow),
      row(".mlp.act.input", ".mlp.gate"),
      none(".mlp.act", noActivatedGate),
      row(".mlp.drop .mlp.Wo.input", ".mlp.neurons"),
      row(".mlp .mlp.Wo", ".mlp.output"),
      row(".", ".residual.post"),
      row("model.final_norm.input", last),
      row("model.final_norm model head.input", "final_norm"),
      row("decoder", "logits"),
    ])
}
