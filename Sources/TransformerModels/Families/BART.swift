import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// BART and the models made like it (bart-large-cnn, DistilBART, …).
///
/// `ModelInput.ids` are what the encoder reads; `decoderIDs` what the decoder reads, as they are: no start
/// token is put in front and nothing is shifted. Without `decoderIDs` the decoder reads its start token alone, or, of a
/// checkpoint that is no language model, the start token and what the encoder reads but for the last token.
/// Position `t` of the decoder scores token `t + 1`.
///
/// Norms stand behind the sums: `residual.mid` is the norm of `residual.pre` + `attention.output`, in the
/// decoder `residual.cross` that of `residual.mid` + `cross_attention.output`, and `residual.post` that of the
/// last of these + `mlp.output`. There is no `final_norm`. How the sites relate to Hugging Face's outputs:
///
/// | site | Hugging Face |
/// |---|---|
/// | `encoder.embeddings` | `encoder_hidden_states[0]`, after `layernorm_embedding` |
/// | `encoder.layers.N.residual.post` | `encoder_hidden_states[N + 1]` |
/// | `encoder.layers.N.attention.pattern` | `encoder_attentions[N]` |
/// | `decoder.embeddings`, `decoder.layers.N.residual.post` | `decoder_hidden_states[0]`, `[N + 1]` |
/// | `decoder.layers.N.attention.pattern` | `decoder_attentions[N]` |
/// | `decoder.layers.N.cross_attention.pattern`, `[H, T, S]` | `cross_attentions[N]` |
/// | `….layers.N.mlp.neurons` | the input of `layers.N.fc2` |
/// | `….attention.query`, `.key`, `.value` | `q_proj`, `k_proj`, `v_proj` per head, before scaling |
/// | `class_logits` | `logits` of `BartForSequenceClassification`, of the decoder's state in the place of the text's end |
/// | `span_logits` | `start_logits`, `end_logits` of `BartForQuestionAnswering` |
/// | `logits` | `logits` |
///
/// - Note: `unembed(_:normed:)` is `lm_head` and `final_logits_bias`; `normed` makes no difference. Code that
///   applies `lm_head` alone to hidden states (ecco's layer predictions) leaves the bias out; it is 0 in the
///   published checkpoints.
/// - Note: Dropout is off. Texts are not padded, so there is no attention mask.
///
/// Source: Lewis et al. 2020, "BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation,
/// Translation, and Comprehension"; checked against Hugging Face `modeling_bart.py` (transformers 4.57).
enum BART {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try BARTPlan(file, BARTPlan.Family(title: "BART", name: "bart")).recipe
  }
}
