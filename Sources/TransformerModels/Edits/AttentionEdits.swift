import Tensors

/// The edits inside of one layer's attention.
struct AttentionEdits: Sendable {
  let scores: [ResolvedEdit]
  let pattern: [ResolvedEdit]

  /// What makes edits in the matrix of each head of a text, whose first row is at position `start`; nil where there are
  /// none.
  func changing(_ edits: [ResolvedEdit], of text: Int, start: Int = 0) -> Attention.HeadEdit? {
    guard !edits.isEmpty else { return nil }
    return { head, matrix in
      for edit in edits { edit.apply(to: &matrix, head: head, text: text, start: start) }
    }
  }

  /// Makes the gradient with respect to the matrix before the edits.
  ///
  /// - Parameter input: the matrix before them.
  func transpose(_ edits: [ResolvedEdit], on gradient: inout Tensor, input: Tensor, head: Int, text: Int) {
    var inputs = [input]
    for edit in edits.dropLast() {
      var next = inputs[inputs.count - 1]
      edit.apply(to: &next, head: head, text: text, start: 0)
      inputs.append(next)
    }
    for (edit, input) in zip(edits, inputs).reversed() {
      edit.transpose(on: &gradient, input: input, head: head, text: text)
    }
  }
}
