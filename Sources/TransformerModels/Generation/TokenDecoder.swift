import Tensors

/// Gives the scores of what follows a text, and remembers what it has read.
struct TokenDecoder {
  /// The scores, `[V]`, of what follows the ids it is given, which stand behind those of all calls before.
  let read: ([Int]) throws -> Tensor
  /// Another decoder that has read the same.
  let fork: () -> TokenDecoder
}

extension TokenDecoder {
  /// A decoder whose one answer is known: it is asked once.
  init(answering scores: Tensor) {
    self.init { _ in
      scores
    } fork: {
      TokenDecoder(answering: scores)
    }
  }
}
