import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// T5 of both versions, Flan-T5, and what was made like them: mT5, UMT5.
///
/// What encoder and decoder read, `decoderIDs` and the start token are as said of BART. Norms stand before what reads, and
/// behind the last layer of each stack. Scores are not divided by √d but shifted by a table of relative positions, one for
/// all layers of a stack (UMT5: one a layer); attention to the encoder has none. How the sites relate to Hugging Face's
/// outputs:
///
/// | site | Hugging Face |
/// |---|---|
/// | `encoder.embeddings` | `encoder_hidden_states[0]` |
/// | `encoder.layers.N.residual.post`, N not the last | `encoder_hidden_states[N + 1]` |
/// | `encoder.final_norm` | `encoder_hidden_states[-1]`, `encoder_last_hidden_state` |
/// | `decoder.…` | `decoder_hidden_states` likewise |
/// | `….layers.N.attention.pattern` | `encoder_attentions[N]`, `decoder_attentions[N]` |
/// | `decoder.layers.N.cross_attention.pattern`, `[H, T, S]` | `cross_attentions[N]` |
/// | `….layers.N.mlp.gate` | what `wi_0` gives, of a gated MLP |
/// | `….layers.N.mlp.neurons` | the input of `DenseReluDense.wo` |
/// | `class_logits` | `logits` of `T5ForSequenceClassification`, of the decoder's state in the place of the text's end |
/// | `logits` | `logits` |
///
/// - Note: Relative positions have no end: texts may be as long as memory has room for. Where head and token embedding are
///   one, states are multiplied with D^−½ before it (`scale_decoder_outputs`; before transformers 5 `tie_word_embeddings`);
///   not so in mT5.
/// - Note: `gated-gelu` is the GELU by tanh, `gelu_new`.
///
/// Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer"; Shazeer
/// 2020, "GLU Variants Improve Transformer"; Chung et al. 2023, "UniMax"; checked against Hugging Face `modeling_t5.py`,
/// `modeling_mt5.py` and `modeling_umt5.py` (transformers 5.24).
enum T5 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try T5Plan(
      file, title: "T5", family: "t5",
      T5Plan.Defaults(layers: 6, heads: 8, neurons: 2048, vocabulary: 32128, feedForward: "relu")
    ).recipe
  }

  static func multilingual(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try T5Plan(file, title: "mT5", family: "mt5", T5Plan.Defaults(start: 0, scalesStates: false)).recipe
  }

  static func unified(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var plan = try T5Plan(file, title: "UMT5", family: "umt5", T5Plan.Defaults(start: 0))
    plan.sharesBias = false
    return plan.recipe
  }
}
