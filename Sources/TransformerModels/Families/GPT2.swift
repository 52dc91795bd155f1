import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GPT-2 and the models made like it (DistilGPT-2, DialoGPT, …).
///
/// How the sites relate to Hugging Face's outputs (`output_hidden_states`, `output_attentions`):
///
/// | site | Hugging Face |
/// |---|---|
/// | `embeddings` = `layers.0.residual.pre` | `hidden_states[0]` |
/// | `layers.N.residual.post`, N not the last | `hidden_states[N + 1]` |
/// | `layers.N.residual.post`, N the last | nowhere: what `ln_f` takes |
/// | `final_norm` | `hidden_states[-1]`, `last_hidden_state` |
/// | `layers.N.attention.pattern` | `attentions[N]` |
/// | `layers.N.mlp.neurons` | the input of `h.N.mlp.c_proj` |
/// | `layers.N.attention.query`, `.key`, `.value` | `c_attn`'s three parts per head; queries before scaling |
/// | `logits` | `logits` |
///
/// - Note: For a lens over all layers take `residual.post` of every layer and `unembed(_:normed: true)`; the
///   last layer then gives the model's logits. Hugging Face's `hidden_states[-1]` already has the final norm,
///   so code that applies `lm_head` to `hidden_states[1...]` without a norm (ecco's layer predictions) shows
///   raw states for all layers but the last. To reproduce it, unembed `residual.post` of all layers but the
///   last and `final_norm`, with `normed: false`. Applying the final norm to `final_norm` again is always
///   wrong.
/// - Note: Segments (`token_type_ids`) are not taken. Dropout is off, as in evaluation. `reorder_and_upcast_attn` changes
///   only the order in which half-precision code scales scores, not the result.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"; checked against Hugging Face
/// `modeling_gpt2.py` (transformers 4.57).
enum GPT2 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let layers = try file.integer("n_layer", default: 12, in: 1...4096)
    let D = try file.integer("n_embd", default: 768, in: 1...(1 << 20))
    let H = try file.integer("n_head", default: 12, in: 1...65536)
    let F = try file.integer("n_inner", default: 4 * D, in: 1...(1 << 24))
    let V = try file.integer("vocab_size", default: 50257, in: 1...(1 << 26))
    let context = try file.integer(
      "n_positions", default: file.integer("n_ctx", default: 1024), in: 1...(1 << 24))
    let activation = try Activation(file, "activation_function", default: "gelu_new")
    let scalesScores = try file.bool("scale_attn_weights", default: true)
    let scalesByLayer = try file.bool("scale_attn_by_inverse_layer_idx", default: false)
    let isTied = try file.bool("tie_word_embeddings", default: true)
    // (A key of files of ggml, whose converter turns weights round.)
    let isTurned = try file.bool("ggml_outputs_are_rows", default: false)
    try file.checkHeads(H, divide: D, keys: (file.spelling(of: "n_head"), file.spelling(of: "n_embd")))
    try file.refuse("add_cross_attention", unless: false, "GPT-2 as a decoder over an encoder cannot be run")

    let info = ModelInfo(
      id: "", family: "gpt2", kind: .causal, dtype: "", layers: layers, heads: H, hiddenSize: D,
      feedForwardSize: F, vocabularySize: V, contextLength: context)
    return Recipe(
      title: "GPT-2", info: info,
      style: WeightStyle(
        layout: isTurned ? .outputInput : .inputOutput,
        epsilon: Float(try file.number("layer_norm_epsilon", default: 1e-5))),
      base: "transformer", headNames: ["lm_head", "score", "qa_outputs", "classifier"],
      otherHeads: ["score", "qa_outputs", "classifier", "multiple_choice_head"],
      embedding: "wte.weight", elsewhere: ["wte.weight", "lm_head.weight", "score.weight"],
      heads: { source, _ in CheckpointHeads(source, isTied: isTied) },
      tie: { names, hasHead throws(ExplainerError) in
        try names.tieHead("lm_head.weight", to: "wte.weight", isTied, hasHead)
      }
    ) { a throws(ExplainerError) in
      a.begin(info.ownStack, width: D, isCausal: true)
      let stack = Stack(
        embedding: try a.embedding(
          tokens: "wte.weight", vocabulary: V, positions: ("wpe.weight", context, 0)),
        blocks: try a.blocks(layers, "h") { a, layer throws(ExplainerError) in
          let scale = scalesScores ? 1 / Float(D / H).squareRoot() : 1
          return [
            try a.attention(
              .input("ln_1"), .fused("attn.c_attn"), output: "attn.c_proj",
              scale: scalesByLayer ? scale / Float(layer + 1) : scale),
            try a.feedForward(.input("ln_2"), up: "mlp.c_fc", down: "mlp.c_proj", activation),
          ]
        }, finalNorm: try a.finalNorm("ln_f"))
      return Composition(
        stack: stack, readouts: try a.classifiers(sequence: "score", token: "classifier", reading: .last),
        head: try a.languageHead("lm_head", vocabulary: V))
    }
  }
}
