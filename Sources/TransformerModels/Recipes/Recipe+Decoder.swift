import Diagnostics
import ExplainerCore

extension Recipe {
  /// The recipe of a decoder whose head is `lm_head`, or the token embedding where it `isTied`.
  ///
  /// - Parameters:
  ///   - base: what stands before the names of all but the heads.
  ///   - further: the first words of the names, with `base` or without, of weights that are no part of the model.
  ///   - elsewhere: parts of the names of weights that need not be stored under their own, beside embedding and head.
  static func decoder(
    _ title: String, _ info: ModelInfo, _ style: WeightStyle, base: String = "model", embedding: String,
    isTied: Bool, head: String = "lm_head", elsewhere: [String] = [], further: [String] = [],
    _ compose: @escaping @Sendable (inout Assembly) throws(ExplainerError) -> Composition
  ) -> Recipe {
    let others = ["score", "qa_outputs", "classifier"]
    return Recipe(
      title: title, info: info, style: style, base: base, headNames: [head] + others,
      otherHeads: others + further, embedding: embedding, scores: "\(head).weight",
      elsewhere: [embedding, "\(head).weight", "score.weight"] + elsewhere,
      heads: { source, _ in CheckpointHeads(source, head: "\(head).weight", isTied: isTied) },
      tie: { names, hasHead throws(ExplainerError) in
        try names.tieHead("\(head).weight", to: embedding, isTied, hasHead)
      }, compose: compose)
  }
}
