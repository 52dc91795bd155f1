public import Diagnostics
public import ExplainerCore
public import Tensors

/// A text, what the model predicts in it, and the states that lead there: what both lens explainers start from.
///
/// A causal model predicts what comes after each token, so a token's prediction is read from the state before it, and
/// the text is continued. A masked model predicts each token in its own place, so it is read from the state at that
/// place, and what is predicted are the masks. Of a sequence-to-sequence model the encoder reads the text and the
/// decoder predicts as a causal model does; it begins with the text up to the first mask, or at the beginning.
public struct PredictedText: Sendable {
  /// A token the model put somewhere.
  public struct Prediction: Sendable {
    /// Where it stands, from 0.
    public let position: Int
    /// The token.
    public let token: Token
    /// Its probability at temperature 1 over the whole vocabulary.
    public let probability: Float
    /// The rules of the checkpoint that put another token than the model's own best one there; mostly none.
    public let rules: [String]
  }

  /// The text as it was given.
  public let text: String
  /// The tokens of the text, then those that were generated; of a sequence-to-sequence model those of the decoder.
  public let tokens: [Token]
  /// What the model put: the generated tokens, or the most probable one for each mask, in order of position.
  public let predictions: [Prediction]
  /// How the model relates inputs to outputs.
  public let kind: ModelKind
  /// The layers of the model.
  public let layers: Int
  let trace: Trace

  /// The position whose prediction is looked at: `requested`, else the first or last that was predicted.
  ///
  /// - Throws: `badParameter` with the legal range; where nothing is masked, how to ask.
  public func position(_ requested: Int?, standard: Standard) throws(ExplainerError) -> Int {
    let predicted = standard == .first ? predictions.first : predictions.last
    guard let position = requested ?? predicted?.position else {
      throw ExplainerError(
        .badParameter, "the text has no mask, so there is nothing to predict",
        remedy: "write [MASK] in place of a word, or say with --position which token to look at "
          + "(the model sees it, and mostly says it again)")
    }
    guard position >= firstPredictable, position < tokens.count else {
      throw ExplainerError(
        .badParameter, "position \(position) is not the position of a predicted token",
        expected: "\(firstPredictable) to \(tokens.count - 1) (\(countsInWords))",
        remedy: predicted.map { standardInWords(standard, $0.position, isBeyond: position >= tokens.count) })
    }
    return position
  }

  /// Which prediction is looked at where none is asked for.
  public enum Standard: Sendable {
    /// The first.
    case first
    /// The last.
    case last
  }

  /// The states that predict the token at `position`, one row a layer asked for: `[layers, D]`.
  ///
  /// Layer `i` is the residual stream after block `i`, at the position before for a causal model. As in the reference,
  /// a causal model's last state already has the final norm where the head is applied raw; where it is applied with
  /// the norm (`normed`), every layer's state is the stream itself and the norm is applied with the head. The layers
  /// of other models end with a norm of their own.
  public func states(at position: Int, layers: [Int], normed: Bool) throws -> Tensor {
    Tensor.stacking(
      try layers.map { layer in
        let isNormedAlready = kind == .causal && layer == self.layers - 1 && !normed
        let site = isNormedAlready ? Site(part: "final_norm") : Self.stream(kind, layer)
        return try trace.state(at: site, position - firstPredictable)
      })
  }

  /// Where the residual stream after a layer that leads to predictions is found.
  static func stream(_ kind: ModelKind, _ layer: Int) -> Site {
    Site(stack: kind == .sequenceToSequence ? "decoder" : nil, layer: layer, part: "residual.post")
  }

  /// The token predicted at `position`: what the model put there, else the text's own.
  public func answer(at position: Int) -> Token {
    predictions.first { $0.position == position }?.token ?? tokens[position]
  }

  /// The model's probability of what it put at `position`; nil where the token is the text's own.
  public func probability(at position: Int) -> Float? {
    predictions.first { $0.position == position }?.probability
  }

  /// The rules of the checkpoint that chose the token at `position`; empty where the model's own scores did.
  public func rules(at position: Int) -> [String] {
    predictions.first { $0.position == position }?.rules ?? []
  }

  /// The first position there is a prediction for; nothing comes before a causal model's token 0.
  private var firstPredictable: Int { kind == .masked ? 0 : 1 }

  private var countsInWords: String {
    guard kind != .masked else {
      return "positions count from 0; the text has \(tokens.count) tokens, special ones included"
    }
    let count = predictions.count
    let read = kind == .causal ? "the text" : "what the decoder begins with"
    return "positions count from 0; \(read) has \(tokens.count - count) tokens, \(count) "
      + "\(count == 1 ? "was" : "were") generated, and nothing predicts token 0"
  }

  private func standardInWords(_ standard: Standard, _ position: Int, isBeyond: Bool) -> String {
    let order = standard == .first ? "first" : "last"
    guard kind != .masked else { return "leave --position out for the \(order) mask, \(position)" }
    return (isBeyond ? "generate more with --generate, or " : "")
      + "leave --position out for the \(order) generated token, \(position)"
  }
}

extension Trace {
  /// What `site` held at `position`, `[D]`.
  func state(at site: Site, _ position: Int) throws(ExplainerError) -> Tensor {
    guard let stream = self[site], stream.rank == 2, (0..<stream.shape[0]).contains(position) else {
      throw ExplainerError(.internalFault, "the trace lacks \(site) at position \(position)")
    }
    return stream.slice(position)
  }
}
