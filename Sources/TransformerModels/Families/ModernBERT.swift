import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// ModernBERT: an encoder whose norms stand before what reads, with rotary positions, gated MLPs, and layers of which only
/// some see the whole text.
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]`, after `embeddings.norm` |
/// | `layers.N.residual.post`, N not the last | `hidden_states[N + 1]` |
/// | `final_norm` | `hidden_states[-1]`, `last_hidden_state` |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.attention.query`, `.key` | the thirds of `attn.Wqkv` per head, turned by their positions; before scaling |
/// | `layers.N.mlp.gate` | the first half of `mlp.Wi`, before the activation function |
/// | `layers.N.mlp.neurons` | the input of `mlp.Wo` |
/// | `class_logits`, `token_class_logits` | `logits` of the classifiers, behind `head` |
/// | `span_logits` | `start_logits`, `end_logits` of `ModernBertForQuestionAnswering`, behind `head` |
/// | `logits` | `logits` of `ModernBertForMaskedLM` |
///
/// - Note: The attention of layer 0 reads the embeddings as they are: they are normed already. In a layer with a window a
///   token sees half of `local_attention` tokens on either side.
///
/// Source: Warner et al. 2024, "Smarter, Better, Faster, Longer: A Modern Bidirectional Encoder"; checked against Hugging
/// Face `modeling_modernbert.py` (transformers 5.24).
enum ModernBERT {
  private static let tokens = "embeddings.tok_embeddings.weight"

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(
      file, EncoderSizes.Defaults(layers: 22, neurons: 1152, vocabulary: 50368, positions: 8192))
    let traits = try layers(file, sizes)
    let activation = try Activation(file, "hidden_activation", default: "gelu")
    let isTied = try file.bool("tie_word_embeddings", default: true)
    let hasBiases = (
      attention: try file.bool("attention_bias", default: false),
      mlp: try file.bool("mlp_bias", default: false),
      decoder: try file.bool("decoder_bias", default: true)
    )
    let head = Assembly.Dense(
      name: "head.dense", activation: try Activation(file, "classifier_activation", default: "gelu"),
      norm: "head.norm")
    let pooling = try pooling(file)
    let info = sizes.info("modernbert")
    return Recipe(
      title: "ModernBERT", info: info,
      style: WeightStyle(
        hasBiases: false, norm: .layer(hasBias: try file.bool("norm_bias", default: false)),
        epsilon: Float(try file.number("norm_eps", default: 1e-5))),
      base: "model", headNames: ["head", "decoder", "classifier"],
      otherHeads: ["head", "decoder", "classifier"], embedding: tokens, scores: "decoder.weight",
      elsewhere: [tokens],
      heads: { source, names in
        // Without a bias a tied head stores nothing but what classifiers store, too.
        let isHead = names.holdsPart("head.dense") && !names.holdsPart("classifier")
        return CheckpointHeads(source, hasLanguageModel: names.holdsPart("decoder") || isHead)
      },
      tie: { names, hasHead throws(ExplainerError) in
        try names.tieHead("decoder.weight", to: tokens, isTied, hasHead)
      }
    ) { a throws(ExplainerError) in
      a.begin(info.ownStack, width: sizes.width)
      let stack = Stack(
        embedding: try a.embedding(tokens: tokens, vocabulary: sizes.vocabulary, norm: "embeddings.norm"),
        blocks: try a.blocks(sizes.layers, "layers") { a, layer throws(ExplainerError) in
          [
            try a.attention(
              .input(layer == 0 ? nil : "attn_norm"), .fused("attn.Wqkv"), output: "attn.Wo",
              scale: 1 / Float(sizes.headSize).squareRoot(), traits[layer], hasBiases: hasBiases.attention),
            try a.feedForward(
              .input("mlp_norm"), .fused("mlp.Wi"), down: "mlp.Wo", activation, hasBiases: hasBiases.mlp),
          ]
        }, finalNorm: try a.finalNorm("final_norm"))
      let classifier = Assembly.Classifier("classifier", behind: head)
      return Composition(
        stack: stack,
        readouts: try a.classifiers(
          sequence: classifier, token: classifier, spans: classifier, reading: pooling),
        head: try a.languageHead(
          "decoder", vocabulary: sizes.vocabulary, bias: hasBiases.decoder ? .ofLinear : .none,
          behind: (head.name, head.activation, "head.norm")))
    }
  }

  /// How far each layer sees, and how it turns queries and keys.
  private static func layers(
    _ file: ModelConfiguration, _ sizes: EncoderSizes
  ) throws(ExplainerError) -> [AttentionTraits] {
    let every = try file.integer("global_attn_every_n_layers", default: 3, in: 1...4096)
    let slides = try file.slidingLayers(sizes.layers) { $0 % every != 0 }
    // As many tokens on either side, and the token itself.
    let window = try file.integer("local_attention", default: 128, in: 0...(1 << 24)) / 2 + 1
    let reader = RotaryReader(file, headSize: sizes.headSize, context: sizes.positions)
    let near = try reader.plan(of: "sliding_attention", theta: ("local_rope_theta", 10_000))
    let far = try reader.plan(of: "full_attention", theta: ("global_rope_theta", 160_000))
    return slides.map { AttentionTraits(rotary: $0 ? near : far, window: $0 ? window : nil) }
  }

  private static func pooling(_ file: ModelConfiguration) throws(ExplainerError) -> Readout.Rows {
    switch try file.string("classifier_pooling", default: "cls") {
    case "cls": return .first
    case "mean": return .mean
    case let other:
      throw ExplainerError(
        .badData, "'classifier_pooling' cannot be used", at: [file.path], expected: "cls or mean",
        found: other)
    }
  }
}
