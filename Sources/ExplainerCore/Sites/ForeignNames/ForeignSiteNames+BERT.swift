extension ForeignSiteNames {
  private static let projected = Scope.only(["electra"])

  /// Modules of BERT.
  static let bert = Group(
    title: "Hugging Face: modules of BERT, RoBERTa, ELECTRA",
    preface:
      "The same with `roberta.` or `electra.` in front. The norms stand behind the sums: the "
      + "halves read the stream as it is.",
    families: ["bert", "camembert", "electra", "roberta", "xlm-roberta"], layer: "bert.encoder.layer.{N}",
    rows: [
      row("bert.embeddings.word_embeddings", "embeddings.tokens"),
      none("bert.embeddings.position_embeddings bert.embeddings.token_type_embeddings", noPositions),
      none("bert.embeddings.LayerNorm.input", "the sum of the embeddings before its norm is not kept"),
      row("bert.embeddings_project", "embeddings", of: projected),
      none(
        "bert.embeddings bert.embeddings.LayerNorm bert.embeddings.dropout",
        "where the embeddings are narrower than the stream `embeddings` is behind the map that widens them, "
          + "`embeddings_project`; where there is none it is this", of: projected),
      row("bert.embeddings bert.embeddings.LayerNorm bert.embeddings.dropout", "embeddings"),
      row("bert.encoder.input", "embeddings"),
      row(
        ".input .attention.input .attention.self.input .attention.self.query.input .attention.self.key.input "
          + ".attention.self.value.input",
        ".residual.pre"),
      row(".attention.self.query", ".attention.query", sideBySide),
      row(".attention.self.key", ".attention.key", sideBySide),
      row(".attention.self.value", ".attention.value", sideBySide),
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
      row("bert bert.encoder bert.pooler.input cls.input cls.predictions.input", last),
      none("bert.pooler.dense", "the pooler before its tanh is not kept; `pooler` is what follows"),
      row("bert.pooler bert.pooler.activation", "pooler"),
      none("cls.predictions.transform", "the head's own layer is not kept"),
      row("cls cls.predictions cls.predictions.decoder", "logits"),
      row("generator_lm_head lm_head.decoder", "logits"),
    ])

  /// Modules of ALBERT, whose layers share them.
  static let albert = Group(
    title: "Hugging Face: modules of ALBERT",
    preface: "One module stands there for all layers that share it, and is called once for each.",
    families: ["albert"], layer: "albert.encoder.albert_layer_groups.{N}.albert_layers.0",
    rows: [
      row("albert.embeddings.word_embeddings", "embeddings.tokens"),
      none("albert.embeddings.position_embeddings albert.embeddings.token_type_embeddings", noPositions),
      none(
        "albert.embeddings albert.embeddings.LayerNorm albert.embeddings.dropout",
        "`embeddings` is behind the map that widens them, `embedding_hidden_mapping_in`"),
      row("albert.encoder.embedding_hidden_mapping_in", "embeddings"),
      shared(".input .attention.input", "residual.pre"),
      shared(".attention.query", "attention.query"),
      shared(".attention.key", "attention.key"),
      shared(".attention.value", "attention.value"),
      shared(".attention.dense.input", "attention.mixed"),
      shared(".attention.dense .attention.output_dropout", "attention.output"),
      none(".attention.LayerNorm.input .full_layer_layer_norm.input", unnormedSum),
      shared(".attention .attention.LayerNorm .ffn.input", "residual.mid"),
      none(".ffn .activation.input", noPreactivation),
      shared(".activation .ffn_output.input", "mlp.neurons"),
      shared(".ffn_output", "mlp.output"),
      shared(". .full_layer_layer_norm", "residual.post"),
      row("albert albert.encoder albert.pooler.input predictions.input", last),
      none("albert.pooler", "the pooler before its tanh is not kept; `pooler` is what follows"),
      row("albert.pooler_activation", "pooler"),
      row("predictions predictions.decoder", "logits"),
    ])

  /// A line for names of modules that several layers share.
  private static func shared(_ names: String, _ part: String) -> Row {
    none(names, "one module stands for several layers there; here each has its own, `layers.*.\(part)`")
  }
}
