import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
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
  private static let embedding = "embeddings.word_embeddings.weight"
  private static let decoder = "cls.predictions.decoder"
  private static let transform = "cls.predictions.transform"

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let layers = try file.integer("num_hidden_layers", default: 12, in: 1...4096)
    let H = try file.integer("num_attention_heads", default: 12, in: 1...65536)
    let D = try file.integer("hidden_size", default: 768, in: 1...(1 << 20))
    let F = try file.integer("intermediate_size", default: 3072, in: 1...(1 << 24))
    let V = try file.integer("vocab_size", default: 30522, in: 1...(1 << 26))
    let segments = try file.integer("type_vocab_size", default: 2, in: 1...(1 << 16))
    let context = try file.integer("max_position_embeddings", default: 512, in: 1...(1 << 24))
    let epsilon = Float(try file.number("layer_norm_eps", default: 1e-12))
    let isTied = try file.bool("tie_word_embeddings", default: true)
    let activation = try Activation(file, "hidden_act", default: "gelu")
    try file.checkHeads(H, divide: D, keys: ("num_attention_heads", "hidden_size"))
    let positions = try file.string("position_embedding_type", default: "absolute")
    guard positions == "absolute" else {
      throw ExplainerError(
        .unsupported, "these position embeddings cannot be computed", at: [file.path],
        expected: "position_embedding_type absolute", found: positions)
    }
    for key in ["is_decoder", "add_cross_attention"] {
      try file.refuse(key, unless: false, "BERT as a decoder cannot be run")
    }

    let info = ModelInfo(
      id: "", family: "bert", kind: .masked, dtype: "", layers: layers, heads: H, hiddenSize: D,
      feedForwardSize: F, vocabularySize: V, contextLength: context)
    return Recipe(
      title: "BERT", info: info, style: WeightStyle(epsilon: epsilon), base: "bert",
      headNames: ["cls", "classifier", "qa_outputs"],
      otherHeads: ["cls", "classifier", "qa_outputs", "pooler"],
      embedding: embedding, scores: "\(decoder).weight", elsewhere: [embedding, "LayerNorm."],
      segments: segments,
      heads: { CheckpointHeads($0, hasLanguageModel: $1.holdsPart("\(transform).dense")) },
      tie: { names, hasHead throws(ExplainerError) in
        // The bias of the decoder is the one that counts; the other one is tied to it, or of no use.
        let biases = ["cls.predictions.bias", "\(decoder).bias"]
        try names.tieHead("\(decoder).weight", to: embedding, isTied, hasHead)
        guard hasHead else { return }
        if isTied { try names.tie(biases) } else { names.use(biases[0], for: biases[1]) }
      }
    ) { a throws(ExplainerError) in
      a.begin(info.ownStack, width: D)
      let stack = Stack(
        embedding: try a.embedding(
          tokens: embedding, vocabulary: V, segments: ("embeddings.token_type_embeddings.weight", segments),
          positions: ("embeddings.position_embeddings.weight", context, 0), norm: "embeddings.LayerNorm"),
        blocks: try a.blocks(layers, "encoder.layer") { a, _ throws(ExplainerError) in
          [
            try a.attention(
              .stream("attention.output.LayerNorm"),
              .separate(
                query: "attention.self.query", key: "attention.self.key", value: "attention.self.value"),
              output: "attention.output.dense", scale: 1 / Float(D / H).squareRoot()),
            try a.feedForward(
              .stream("output.LayerNorm"), up: "intermediate.dense", down: "output.dense", activation),
          ]
        })
      return Composition(
        stack: stack,
        readouts: try a.classifiers(sequence: "classifier", pooler: "pooler.dense", token: "classifier"),
        head: try a.languageHead(
          decoder, vocabulary: V, bias: .ofLinear,
          behind: ("\(transform).dense", activation, "\(transform).LayerNorm")))
    }
  }
}
