extension ForeignSiteNames {
  private static let unnormed =
    "the sum before the norm is not kept; it is what went in plus what the half adds"
  private static let tokenClasses = "of a classifier of tokens `token_class_logits`"

  /// Modules of BERT.
  static let bert = Group(
    title: "Hugging Face: modules of BERT",
    preface:
      "The same with `roberta.` or `electra.` in front. The norms stand behind the sums: the "
      + "halves read the stream as it is.",
    rows: [
      row("bert.embeddings.word_embeddings", "embeddings.tokens"),
      none("bert.embeddings.position_embeddings bert.embeddings.token_type_embeddings", noPositions),
      none("bert.embeddings.LayerNorm.input", "the sum of the embeddings before its norm is not kept"),
      row("bert.embeddings bert.embeddings.LayerNorm bert.embeddings.dropout", "embeddings"),
      row(
        "bert.encoder.layer.{N}.input bert.encoder.layer.{N}.attention.input "
          + "bert.encoder.layer.{N}.attention.self.input",
        "layers.{N}.residual.pre"),
      row("bert.encoder.layer.{N}.attention.self.query", "layers.{N}.attention.query", sideBySide),
      row("bert.encoder.layer.{N}.attention.self.key", "layers.{N}.attention.key", sideBySide),
      row("bert.encoder.layer.{N}.attention.self.value", "layers.{N}.attention.value", sideBySide),
      row(
        "bert.encoder.layer.{N}.attention.self bert.encoder.layer.{N}.attention.output.dense.input",
        "layers.{N}.attention.mixed", sideBySide),
      row(
        "bert.encoder.layer.{N}.attention.output.dense bert.encoder.layer.{N}.attention.output.dropout",
        "layers.{N}.attention.output"),
      none(
        "bert.encoder.layer.{N}.attention.output.LayerNorm.input "
          + "bert.encoder.layer.{N}.output.LayerNorm.input",
        unnormed),
      row(
        "bert.encoder.layer.{N}.attention bert.encoder.layer.{N}.attention.output "
          + "bert.encoder.layer.{N}.attention.output.LayerNorm "
          + "bert.encoder.layer.{N}.intermediate.input "
          + "bert.encoder.layer.{N}.intermediate.dense.input",
        "layers.{N}.residual.mid"),
      none("bert.encoder.layer.{N}.intermediate.dense", noPreactivation),
      row(
        "bert.encoder.layer.{N}.intermediate "
          + "bert.encoder.layer.{N}.intermediate.intermediate_act_fn "
          + "bert.encoder.layer.{N}.output.dense.input",
        "layers.{N}.mlp.neurons"),
      row(
        "bert.encoder.layer.{N}.output.dense bert.encoder.layer.{N}.output.dropout", "layers.{N}.mlp.output"),
      row(
        "bert.encoder.layer.{N} bert.encoder.layer.{N}.output bert.encoder.layer.{N}.output.LayerNorm",
        "layers.{N}.residual.post"),
      none("bert.encoder bert.pooler.input cls.input", "it is `residual.post` of the last layer"),
      none("bert.pooler.dense", "the pooler before its tanh is not kept; `pooler` is what follows"),
      row("bert.pooler bert.pooler.activation", "pooler"),
      none("cls.predictions.transform", "the head's own layer is not kept"),
      row("cls cls.predictions cls.predictions.decoder", "logits"),
      row("classifier classifier.out_proj", "class_logits", tokenClasses),
      row("qa_outputs", "span_logits"),
    ])

  private static let preNorm =
    "in families that norm first (mBART, Pegasus) it is what the next half reads, `.normed`"

  /// Modules of BART.
  static let bart = Group(
    title: "Hugging Face: modules of BART",
    preface: "S is `encoder` or `decoder`. The norms stand behind the sums, as in BERT.",
    rows: [
      row("model.{S}.embed_tokens", "{S}.embeddings.tokens"),
      none(
        "model.shared", "both stacks read it: `encoder.embeddings.tokens` and `decoder.embeddings.tokens`"),
      none("model.{S}.embed_positions", noPositions),
      row("model.{S}.layernorm_embedding", "{S}.embeddings"),
      row("model.{S}.layers.{N}.input model.{S}.layers.{N}.self_attn.input", "{S}.layers.{N}.residual.pre"),
      row("model.{S}.layers.{N}.self_attn.q_proj", "{S}.layers.{N}.attention.query", sideBySide),
      row("model.{S}.layers.{N}.self_attn.k_proj", "{S}.layers.{N}.attention.key", sideBySide),
      row("model.{S}.layers.{N}.self_attn.v_proj", "{S}.layers.{N}.attention.value", sideBySide),
      row("model.{S}.layers.{N}.self_attn.out_proj.input", "{S}.layers.{N}.attention.mixed", sideBySide),
      row(
        "model.{S}.layers.{N}.self_attn model.{S}.layers.{N}.self_attn.out_proj",
        "{S}.layers.{N}.attention.output"),
      row("model.{S}.layers.{N}.self_attn_layer_norm", "{S}.layers.{N}.residual.mid", preNorm),
      row("model.decoder.layers.{N}.encoder_attn.input", "decoder.layers.{N}.residual.mid", preNorm),
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
        "model.decoder.layers.{N}.encoder_attn_layer_norm model.decoder.layers.{N}.fc1.input",
        "decoder.layers.{N}.residual.cross", preNorm),
      row("model.encoder.layers.{N}.fc1.input", "encoder.layers.{N}.residual.mid", preNorm),
      none(
        "model.{S}.layers.{N}.fc1",
        "what an MLP has before its activation function is not kept; "
          + "`{S}.layers.{N}.mlp.neurons` is what follows"
      ),
      row("model.{S}.layers.{N}.activation_fn model.{S}.layers.{N}.fc2.input", "{S}.layers.{N}.mlp.neurons"),
      row("model.{S}.layers.{N}.fc2", "{S}.layers.{N}.mlp.output"),
      row(
        "model.{S}.layers.{N} model.{S}.layers.{N}.final_layer_norm", "{S}.layers.{N}.residual.post",
        "of `final_layer_norm`: \(preNorm)"),
      row("model.{S}.layer_norm", "{S}.final_norm", "BART itself has none"),
      row("classification_head classification_head.out_proj", "class_logits"),
    ])
}
