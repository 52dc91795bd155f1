extension ForeignSiteNames {
  /// Members of what a model of Hugging Face's returns.
  static let outputs = Group(
    title: "Hugging Face: outputs",
    preface:
      "With `output_hidden_states=True` and `output_attentions=True`. A batch's first extent is not ours.",
    rows: [
      row("hidden_states[0]", "embeddings"),
      row("hidden_states[-1] last_hidden_state", last, of: .only(postNormed)),
      row("hidden_states[-1] last_hidden_state", "final_norm"),
      row("hidden_states[{L}]", "final_norm", of: .but(postNormed)),
      row("hidden_states[{N}]", "layers.{N-1}.residual.post"),
      row("hidden_states[-{N}]", "layers.{L-N}.residual.post"),
      row("attentions[{N}]", "layers.{N}.attention.pattern"),
      row("encoder_hidden_states[0]", "encoder.embeddings"),
      row("encoder_hidden_states[{L}]", "encoder.final_norm", of: .but(postNormed)),
      row("encoder_hidden_states[{N}]", "encoder.layers.{N-1}.residual.post"),
      row("decoder_hidden_states[0]", "decoder.embeddings"),
      row("decoder_hidden_states[{L}]", "decoder.final_norm", of: .but(postNormed)),
      row("decoder_hidden_states[{N}]", "decoder.layers.{N-1}.residual.post"),
      row(
        "encoder_last_hidden_state encoder_hidden_states[-1]", "encoder.layers.{L-1}.residual.post",
        of: .only(postNormed)),
      row("encoder_last_hidden_state encoder_hidden_states[-1]", "encoder.final_norm"),
      row("decoder_hidden_states[-1]", "decoder.layers.{L-1}.residual.post", of: .only(postNormed)),
      row("decoder_hidden_states[-1]", "decoder.final_norm"),
      row("encoder_attentions[{N}]", "encoder.layers.{N}.attention.pattern"),
      row("decoder_attentions[{N}]", "decoder.layers.{N}.attention.pattern"),
      row("cross_attentions[{N}]", "decoder.layers.{N}.cross_attention.pattern"),
      row("pooler_output", "pooler"),
      row("prediction_logits", "logits"),
      row("start_logits", "span_logits", "its first column"),
      row("end_logits", "span_logits", "its second column"),
    ])
}
