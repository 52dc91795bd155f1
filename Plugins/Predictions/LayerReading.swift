import ExplainerCore
import LensReading
import Tensors

/// What one layer predicts: its most probable tokens, and where the answer stands among all.
struct LayerReading {
  /// A token with its scores.
  struct Candidate {
    let id: Int
    let probability: Float
    let logit: Float
    var token: Token
  }

  let layer: Int
  /// Most probable first; equal scores in order of id.
  var candidates: [Candidate]
  /// Rank of the token at the position looked at; 1 is the most probable.
  let answerRank: Int
  /// By how much the probabilities of the vocabulary miss a sum of 1.
  let sumError: Double

  /// Reads the `logits` `[V]` of one layer.
  init(layer: Int, logits: Tensor, topK: Int, answer: Int) throws {
    let probabilities = logits.softmaxed
    self.layer = layer
    candidates = logits.indicesOfGreatest(topK).map { id in
      Candidate(
        id: id, probability: probabilities[flat: id], logit: logits[flat: id],
        token: Token(id: id, text: "", piece: ""))
    }
    answerRank = try logits.rank(ofToken: answer)
    sumError = abs(probabilities.withUnsafeElements { $0.reduce(0) { $0 + Double($1) } } - 1)
  }

  /// The same reading with its candidates' tokens filled in.
  func naming(tokensOf model: any Model) throws -> LayerReading {
    var copy = self
    let tokens = try model.tokens(withIDs: candidates.map(\.id))
    for index in copy.candidates.indices { copy.candidates[index].token = tokens[index] }
    return copy
  }
}
