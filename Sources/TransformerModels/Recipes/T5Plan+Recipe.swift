import Diagnostics
import ExplainerCore
import Tensors

extension T5Plan {
  /// What a checkpoint of the family is put together from.
  var recipe: Recipe {
    let embeddings = ["decoder.embed_tokens.weight", "encoder.embed_tokens.weight"]
    let heads = ["lm_head", "classification_head", "qa_outputs", "classifier"]
    return Recipe(
      title: title, info: info,
      style: WeightStyle(hasBiases: false, norm: .rootMeanSquare(offset: 0), epsilon: epsilon),
      base: "transformer", headNames: heads, otherHeads: heads, embedding: embeddings[0],
      elsewhere: embeddings, decoderStart: start,
      heads: { source, _ in CheckpointHeads(source, isTied: true) },
      tie: { names, _ throws(ExplainerError) in
        // What the configuration says of a head of its own differs by version; the file knows.
        try names.tie(["shared.weight"] + embeddings + ["lm_head.weight"], mayDiffer: ["lm_head.weight"])
        // Old checkpoints hold a table that nothing reads.
        names.ignore("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight")
      }
    ) { a throws(ExplainerError) in
      let encoder = try stack("encoder", info.encoder ?? info.ownStack, &a)
      return Composition(
        encoder: encoder, stack: try stack("decoder", info.ownStack, &a),
        readouts: try a.classifiers(
          sequence: Assembly.Classifier(
            "classification_head.out_proj",
            behind: Assembly.Dense(name: "classification_head.dense", activation: .tanh)),
          reading: .end(end)),
        head: try a.languageHead("lm_head", vocabulary: info.vocabularySize, scale: headScale))
    }
  }

  private func stack(
    _ name: String, _ sizes: ModelInfo.Stack, _ a: inout Assembly
  ) throws(ExplainerError) -> Stack {
    let isDecoder = name == "decoder"
    a.begin(sizes, named: name, width: info.hiddenSize, isCausal: isDecoder)
    return Stack(
      name: name,
      embedding: try a.embedding(
        tokens: "\(name).embed_tokens.weight", vocabulary: info.vocabularySize),
      blocks: try a.blocks(sizes.layers, "\(name).block") { a, _ throws(ExplainerError) in
        let traits = try a.biased(
          by: "layer.0.SelfAttention.relative_attention_bias", of: sharesBias ? "\(name).block.0" : nil,
          PositionBias.Buckets(count: buckets.count, farthest: buckets.farthest, isTwoSided: !isDecoder))
        let own = try attention("layer.0", "SelfAttention", &a, traits)
        guard isDecoder else { return [own, try feedForward("layer.1", &a)] }
        let cross = try attention(
          "layer.1", "EncDecAttention", &a, AttentionTraits(), as: "cross_attention", stream: "cross")
        return [own, cross, try feedForward("layer.2", &a)]
      }, finalNorm: try a.finalNorm("\(name).final_layer_norm"))
  }

  private func attention(
    _ path: String, _ part: String, _ a: inout Assembly, _ traits: AttentionTraits,
    as site: String = "attention", stream: String = "mid"
  ) throws(ExplainerError) -> Half {
    try a.attention(
      .input("\(path).layer_norm"),
      .separate(query: "\(path).\(part).q", key: "\(path).\(part).k", value: "\(path).\(part).v"),
      output: "\(path).\(part).o", scale: 1, traits, as: site, stream: stream)
  }

  private func feedForward(_ path: String, _ a: inout Assembly) throws(ExplainerError) -> Half {
    let (norm, maps) = (Norming.input("\(path).layer_norm"), "\(path).DenseReluDense")
    guard isGated else {
      return try a.feedForward(norm, up: "\(maps).wi", down: "\(maps).wo", activation)
    }
    return try a.feedForward(
      norm, .separate(gate: "\(maps).wi_0", up: "\(maps).wi_1"), down: "\(maps).wo", activation)
  }
}
