import Tensors

/// Gives the scores of what follows a text, and remembers what it has read.
struct TokenDecoder {
  /// The scores, `[V]`, of what follows the ids it is given, which stand behind those of all calls before.
  let read: ([Int]) throws -> Tensor
  /// Another decoder that has read the same.
  let fork: () -> TokenDecoder

  /// A decoder with what it needs to go on in two ways.
  init(read: @escaping ([Int]) throws -> Tensor, fork: @escaping () -> TokenDecoder) {
    self.read = read
    self.fork = fork
  }

  /// A decoder whose one answer is known: it is asked once.
  init(answering scores: Tensor) {
    read = { _ in scores }
    fork = { TokenDecoder(answering: scores) }
  }
}
