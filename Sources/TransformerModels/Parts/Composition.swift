/// What a model is made of.
struct Composition: Sendable {
  /// Nil where there is one stack.
  var encoder: Stack?
  /// The stack that makes predictions.
  let stack: Stack
  /// What is read off the last states beside the scores of tokens.
  var readouts: [Readout] = []
  /// Nil where the checkpoint is no language model.
  let head: LanguageHead?
}
