import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Llama 1 to 3 and the models made like them (TinyLlama, SmolLM, Yi, DeepSeek-Coder, …).
///
/// How the sites relate to Hugging Face's outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]` |
/// | `layers.N.residual.post`, N not the last | `hidden_states[N + 1]` |
/// | `layers.N.residual.post`, N the last | nowhere: what `norm` takes |
/// | `final_norm` | `hidden_states[-1]`, `last_hidden_state` |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.attention.query`, `.key` | `q_proj`, `k_proj` per head, turned by their positions; before scaling |
/// | `layers.N.attention.value` | `v_proj` per head |
/// | `layers.N.mlp.gate` | `gate_proj`, before the activation function |
/// | `layers.N.mlp.neurons` | the input of `layers.N.mlp.down_proj` |
/// | `logits` | `logits` |
///
/// - Note: Keys and values have fewer heads than queries where the configuration says so: head `h` of H looks at head
///   `h·K / H` of K. Texts are not padded. `pretraining_tp` changes the order of sums in old versions, nothing else.
///
/// Source: Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models"; checked against Hugging Face
/// `modeling_llama.py` (transformers 5.24).
enum Llama {
  private static let embedding = "embed_tokens.weight"

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let layers = try file.integer("num_hidden_layers", default: 32, in: 1...4096)
    let D = try file.integer("hidden_size", default: 4096, in: 1...(1 << 20))
    let H = try file.integer("num_attention_heads", default: 32, in: 1...65536)
    let K = try file.integer("num_key_value_heads", default: H, in: 1...65536)
    if !file.has("head_dim") {
      try file.checkHeads(H, divide: D, keys: ("num_attention_heads", "hidden_size"))
    }
    let d = try file.integer("head_dim", default: D / H, in: 1...(1 << 16))
    let F = try file.integer("intermediate_size", default: 11008, in: 1...(1 << 24))
    let V = try file.integer("vocab_size", default: 32000, in: 1...(1 << 26))
    let context = try file.integer("max_position_embeddings", default: 2048, in: 1...(1 << 24))
    let epsilon = Float(try file.number("rms_norm_eps", default: 1e-6))
    let isTied = try file.bool("tie_word_embeddings", default: false)
    let hasBiases = (
      attention: try file.bool("attention_bias", default: false),
      mlp: try file.bool("mlp_bias", default: false)
    )
    let activation = try Activation(file, "hidden_act", default: "silu")
    let rotary = try Rotary(file, size: d, context: context)
    try file.checkHeads(K, divide: H, keys: ("num_key_value_heads", "num_attention_heads"))

    let info = ModelInfo(
      id: "", family: "llama", kind: .causal, dtype: "", layers: layers, heads: H, keyHeads: K, headSize: d,
      hiddenSize: D, feedForwardSize: F, vocabularySize: V, contextLength: context)
    return Recipe(
      title: "Llama", info: info,
      style: WeightStyle(hasBiases: false, norm: .rootMeanSquare(offset: 0), epsilon: epsilon), base: "model",
      headNames: ["lm_head", "score", "qa_outputs"], otherHeads: ["score", "qa_outputs"],
      embedding: embedding,
      elsewhere: [embedding, "lm_head.weight"],
      heads: { source, _ in CheckpointHeads(source, isTied: isTied) },
      tie: { names, hasHead throws(ExplainerError) in
        try names.tieHead("lm_head.weight", to: embedding, isTied, hasHead)
      }
    ) { a throws(ExplainerError) in
      a.begin(info.ownStack, width: D, isCausal: true)
      let stack = Stack(
        embedding: try a.embedding(tokens: embedding, vocabulary: V),
        blocks: try a.blocks(layers, "layers") { a, _ throws(ExplainerError) in
          [
            try a.attention(
              .input("input_layernorm"),
              .separate(query: "self_attn.q_proj", key: "self_attn.k_proj", value: "self_attn.v_proj"),
              output: "self_attn.o_proj", scale: 1 / Float(d).squareRoot(), rotary: rotary,
              hasBiases: hasBiases.attention),
            try a.feedForward(
              .input("post_attention_layernorm"), up: "mlp.up_proj", gate: "mlp.gate_proj",
              down: "mlp.down_proj", activation, hasBiases: hasBiases.mlp),
          ]
        }, finalNorm: try a.finalNorm("norm"))
      return Composition(
        stack: stack,
        readouts: try a.classifiers(sequence: "score", token: "score", reading: .last),
        head: try a.languageHead("lm_head", vocabulary: V))
    }
  }
}
