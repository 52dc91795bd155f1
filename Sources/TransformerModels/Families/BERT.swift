import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// BERT and the models made like it (multilingual BERT, MiniLM, sentence embeddings over BERT, …).
///
/// BERT norms the sum behind each half of a block, so that `residual.mid` is the norm of `residual.pre` +
/// `attention.output`, and `residual.post` the norm of `residual.mid` + `mlp.output`. There is no
/// `final_norm`: the last `residual.post` is normed as all others. How the sites relate to Hugging Face's
/// outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]`, after the embeddings' norm |
/// | `layers.N.residual.post` | `hidden_states[N + 1]`; of the last layer `last_hidden_state` |
/// | `layers.N.residual.mid` | the output of `layer.N.attention`, after its norm |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.attention.output`, `.mlp.output` | the outputs of `attention.output.dense`, `output.dense` |
/// | `layers.N.mlp.neurons` | the input of `layer.N.output.dense` |
/// | `layers.N.attention.query`, `.key`, `.value` | `attention.self`'s three maps per head, before scaling |
/// | `pooler` | `pooler_output` |
/// | `class_logits` | `logits` of `BertForSequenceClassification` |
/// | `token_class_logits` | `logits` of `BertForTokenClassification` |
/// | `span_logits` | `start_logits`, `end_logits` of `BertForQuestionAnswering` |
/// | `logits` | `logits` of `BertForMaskedLM`, `prediction_logits` of `BertForPreTraining` |
///
/// - Note: `unembed(_:normed:)` is the whole masked-language-model head: its dense layer, activation and norm,
///   then the scores. The stream is normed already, so `normed` makes no difference; the last `residual.post`
///   gives the model's logits.
/// - Note: `pooler`, the classifiers' scores and `logits` are there where the checkpoint has the weights. Sentence
///   embeddings (`BertModel`) have no `logits`. Heads for the next sentence and for choices are ignored. Texts are not
///   padded, so there is no attention mask. Dropout is off.
///
/// Source: Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers"; checked against Hugging Face
/// `modeling_bert.py` (transformers 4.57).
enum BERT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(file)
    let activation = try Activation(file, "hidden_act", default: "gelu")
    let positions = try file.string("position_embedding_type", default: "absolute")
    guard positions == "absolute" else {
      throw ExplainerError(
        .unsupported, "these position embeddings cannot be computed", at: [file.path],
        expected: "position_embedding_type absolute", found: positions)
    }
    for key in ["is_decoder", "add_cross_attention"] {
      try file.refuse(key, unless: false, "BERT as a decoder cannot be run")
    }
    let transform = "cls.predictions.transform"
    var plan = EncoderPlan(
      title: "BERT", info: sizes.info("bert"), base: "bert",
      epsilon: Float(try file.number("layer_norm_eps", default: 1e-12)),
      isTied: try file.bool("tie_word_embeddings", default: true), activation: activation,
      heads: [
        EncoderPlan.Head(
          dense: "\(transform).dense", activation: activation, norm: "\(transform).LayerNorm",
          decoder: "cls.predictions.decoder", bias: "cls.predictions.bias")
      ], headNames: ["cls", "classifier", "qa_outputs"],
      sequence: Assembly.Classifier("classifier", readsPooler: true),
      pooler: Assembly.Dense(name: "pooler.dense", activation: .tanh))
    plan.positions = (sizes.positions, 0)
    plan.segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    return plan.recipe
  }
}
