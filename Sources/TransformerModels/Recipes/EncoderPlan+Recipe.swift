import Diagnostics
import ExplainerCore
import Tensors

extension EncoderPlan {
  private static let tokens = "embeddings.word_embeddings.weight"

  /// What a checkpoint of the family is put together from.
  var recipe: Recipe {
    Recipe(
      title: title, info: info, style: WeightStyle(epsilon: epsilon), base: base, headNames: headNames,
      otherHeads: headNames + ["pooler"], embedding: Self.tokens, scores: "\(heads[0].decoder).weight",
      elsewhere: [Self.tokens, "LayerNorm."], segments: segments,
      heads: { source, names in
        CheckpointHeads(source, hasLanguageModel: heads.contains { names.holdsPart($0.dense) })
      },
      tie: { names, hasHead throws(ExplainerError) in
        for name in unused { names.ignore(name) }
        for head in heads {
          let isThere = hasHead && names.holdsPart(head.dense)
          try names.tieHead("\(head.decoder).weight", to: Self.tokens, isTied, isThere)
          // The bias beside the weight is the one that counts; the other one is tied to it, or of no use.
          guard isThere, let other = head.bias else { continue }
          if isTied {
            try names.tie([other, "\(head.decoder).bias"])
          } else {
            names.use(other, for: "\(head.decoder).bias")
          }
        }
      },
      compose: compose)
  }

  @Sendable private func compose(_ a: inout Assembly) throws(ExplainerError) -> Composition {
    a.begin(info.ownStack, width: info.hiddenSize)
    let stack = Stack(
      embedding: try a.embedding(
        tokens: Self.tokens, vocabulary: info.vocabularySize, width: embedding?.width,
        segments: segments.map { ("embeddings.token_type_embeddings.weight", $0) },
        positions: positions.map { ("embeddings.position_embeddings.weight", $0.count, $0.offset) },
        padding: padding, norm: "embeddings.LayerNorm", projection: embedding.map { .ofSum($0.projection) }),
      blocks: try a.blocks(info.layers, named: path) { a, index throws(ExplainerError) in
        let convolution = index == 0 ? convolution : nil
        var halves = [
          try a.attention(
            .stream(layer.attentionNorm), layer.projections, output: layer.output,
            scale: 1 / Float(scaleSize ?? info.headSize).squareRoot(), traits(&a)),
          try a.feedForward(
            .stream(layer.norm), up: layer.up, down: layer.down, activation, isLast: convolution == nil),
        ]
        if let convolution { halves.append(try a.convolution(convolution)) }
        return halves
      })
    let readouts = try a.classifiers(sequence: sequence, pooler: pooler, token: "classifier")
    let head = heads.first { a.holds("\($0.dense).weight") } ?? heads[0]
    return Composition(
      stack: stack, readouts: readouts,
      head: try a.languageHead(
        head.decoder, vocabulary: info.vocabularySize, bias: .ofLinear,
        behind: (head.dense, head.activation, head.norm), width: embedding?.width))
  }
}
