import Diagnostics
import ExplainerCore
import Tensors

extension BARTPlan {
  /// The rows of a learned position embedding before that of position 0.
  private static let positionOffset = 2

  /// What a checkpoint of the family is put together from.
  var recipe: Recipe {
    let embeddings = ["decoder.embed_tokens.weight", "encoder.embed_tokens.weight"]
    let heads = ["lm_head", "final_logits_bias", "classification_head", "qa_outputs"]
    return Recipe(
      title: family.title, info: info, style: WeightStyle(epsilon: 1e-5), base: "model", headNames: heads,
      otherHeads: heads, embedding: embeddings[0], elsewhere: embeddings, decoderStart: family.start,
      wrapsText: family.wrapsText,
      heads: { source, _ in CheckpointHeads(source, isTied: isTied) },
      tie: { names, hasHead throws(ExplainerError) in
        let head = hasHead ? ["lm_head.weight"] : []
        guard isTied else {
          try names.checkUntied(head + embeddings)
          return names.ignore("shared.weight")
        }
        // `shared` is what transformers ties the others to, and nothing by itself.
        if sharesEmbeddings { return try names.tie(["shared.weight"] + head + embeddings) }
        try names.checkUntied(embeddings)
        try names.tie([embeddings[0]] + head)
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
        head: try a.languageHead(
          "lm_head", vocabulary: info.vocabularySize, bias: .ifStored("final_logits_bias")))
    }
  }

  private func stack(
    _ name: String, _ sizes: ModelInfo.Stack, _ a: inout Assembly
  ) throws(ExplainerError) -> Stack {
    let isDecoder = name == "decoder"
    a.begin(sizes, named: name, width: info.hiddenSize, isCausal: isDecoder)
    return Stack(
      name: name, embedding: try embedding(name, &a),
      blocks: try a.blocks(sizes.layers, "\(name).layers") { a, _ throws(ExplainerError) in
        var halves = [try attention("self_attn", sizes.heads, &a)]
        if isDecoder {
          halves.append(
            try attention("encoder_attn", sizes.heads, &a, as: "cross_attention", stream: "cross"))
        }
        return halves + [
          try a.feedForward(norming("final_layer_norm"), up: "fc1", down: "fc2", activation)
        ]
      }, finalNorm: family.isNormedBefore ? try a.finalNorm("\(name).layer_norm") : nil)
  }

  private func embedding(_ stack: String, _ a: inout Assembly) throws(ExplainerError) -> Embedding {
    let positions = "\(stack).embed_positions.weight"
    let isMade = family.hasSinusoids && !a.holds(positions)
    return try a.embedding(
      tokens: "\(stack).embed_tokens.weight", vocabulary: info.vocabularySize, scale: scale,
      positions: isMade
        ? nil : (positions, info.contextLength, family.hasSinusoids ? 0 : Self.positionOffset),
      madePositions: isMade && !a.isListing
        ? .sinusoids(info.contextLength, width: info.hiddenSize) : nil,
      norm: family.normsEmbeddings ? "\(stack).layernorm_embedding" : nil)
  }

  private func attention(
    _ part: String, _ heads: Int, _ a: inout Assembly, as site: String = "attention", stream: String = "mid"
  ) throws(ExplainerError) -> Half {
    try a.attention(
      norming("\(part)_layer_norm"),
      .separate(query: "\(part).q_proj", key: "\(part).k_proj", value: "\(part).v_proj"),
      output: "\(part).out_proj", scale: 1 / Float(info.hiddenSize / heads).squareRoot(), as: site,
      stream: stream)
  }

  private func norming(_ name: String) -> Norming {
    family.isNormedBefore ? .input(name) : .stream(name)
  }
}
