import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// BART and the models made like it (bart-large-cnn, DistilBART, …).
///
/// `ModelInput.ids` are what the encoder reads; `decoderIDs` what the decoder reads, as they are: no start
/// token is put in front and nothing is shifted. Without `decoderIDs` the decoder reads its start token alone.
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
/// | `logits` | `logits` |
///
/// - Note: `unembed(_:normed:)` is `lm_head` and `final_logits_bias`; `normed` makes no difference. Code that
///   applies `lm_head` alone to hidden states (ecco's layer predictions) leaves the bias out; it is 0 in the
///   published checkpoints.
/// - Note: Dropout is off. Texts are not padded, so there is no attention mask. Classification heads are
///   ignored.
///
/// Source: Lewis et al. 2020, "BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation,
/// Translation, and Comprehension"; checked against Hugging Face `modeling_bart.py` (transformers 4.57).
enum BART {
  /// The rows of a position embedding before that of position 0.
  private static let positionOffset = 2

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("d_model", default: 1024, in: 1...(1 << 20))
    let encoder = try stack("encoder", file, width: D)
    let decoder = try stack("decoder", file, width: D)
    let V = try file.integer("vocab_size", default: 50265, in: 1...(1 << 26))
    let context = try file.integer("max_position_embeddings", default: 1024, in: 1...(1 << 24))
    let activation = try Activation(file, "activation_function", default: "gelu")
    let scale = try file.bool("scale_embedding", default: false) ? Float(D).squareRoot() : nil
    let isTied = try file.bool("tie_word_embeddings", default: true)
    for key in ["normalize_before", "add_final_layer_norm", "static_position_embeddings"] {
      try file.refuse(key, unless: false, "this form of BART cannot be run")
    }
    try file.refuse("normalize_embedding", unless: true, "this form of BART cannot be run")

    let info = ModelInfo(
      id: "", family: "bart", kind: .sequenceToSequence, dtype: "", layers: decoder.layers,
      heads: decoder.heads, hiddenSize: D, feedForwardSize: decoder.feedForwardSize, vocabularySize: V,
      contextLength: context, encoder: encoder)
    let embeddings = ["decoder.embed_tokens.weight", "encoder.embed_tokens.weight"]
    return Recipe(
      title: "BART", info: info, style: WeightStyle(epsilon: 1e-5), base: "model",
      headNames: ["lm_head", "final_logits_bias"], otherHeads: ["classification_head", "qa_outputs"],
      embedding: embeddings[0], elsewhere: embeddings,
      heads: { source, _ in CheckpointHeads(source, isTied: isTied) },
      tie: { names, hasHead throws(ExplainerError) in
        // `shared` is what transformers ties the others to, and nothing by itself.
        let all = (hasHead ? ["lm_head.weight"] : []) + embeddings
        if isTied { return try names.tie(["shared.weight"] + all) }
        try names.checkUntied(all)
        names.ignore("shared.weight")
      }
    ) { a throws(ExplainerError) in
      let stacks = try [("encoder", encoder), ("decoder", decoder)].map {
        name, sizes throws(ExplainerError) in
        a.begin(sizes, named: name, width: D, isCausal: name == "decoder")
        return Stack(
          name: name,
          embedding: try a.embedding(
            tokens: "\(name).embed_tokens.weight", vocabulary: V, scale: scale,
            positions: ("\(name).embed_positions.weight", context, positionOffset),
            norm: "\(name).layernorm_embedding"),
          blocks: try a.blocks(sizes.layers, "\(name).layers") { a, _ throws(ExplainerError) in
            var halves = [try attention(&a, "self_attn", sizes.heads, D)]
            if name == "decoder" {
              halves.append(
                try attention(&a, "encoder_attn", sizes.heads, D, "cross_attention", stream: "cross"))
            }
            return halves + [
              try a.feedForward(.stream("final_layer_norm"), up: "fc1", down: "fc2", activation)
            ]
          })
      }
      return Composition(
        encoder: stacks[0], stack: stacks[1],
        head: try a.languageHead("lm_head", vocabulary: V, bias: .ifStored("final_logits_bias")))
    }
  }

  private static func attention(
    _ a: inout Assembly, _ part: String, _ heads: Int, _ width: Int, _ site: String = "attention",
    stream: String = "mid"
  ) throws(ExplainerError) -> Half {
    try a.attention(
      .stream("\(part)_layer_norm"),
      .separate(query: "\(part).q_proj", key: "\(part).k_proj", value: "\(part).v_proj"),
      output: "\(part).out_proj", scale: 1 / Float(width / heads).squareRoot(), as: site, stream: stream)
  }

  private static func stack(
    _ name: String, _ file: ModelConfiguration, width: Int
  ) throws(ExplainerError) -> ModelInfo.Stack {
    let heads = try file.integer("\(name)_attention_heads", default: 16, in: 1...65536)
    try file.checkHeads(
      heads, divide: width,
      keys: (file.spelling(of: "\(name)_attention_heads"), file.spelling(of: "d_model")))
    return ModelInfo.Stack(
      layers: try file.integer("\(name)_layers", default: 12, in: 1...4096), heads: heads,
      feedForwardSize: try file.integer("\(name)_ffn_dim", default: 4096, in: 1...(1 << 24)))
  }
}
