import Tensors

/// What moves through a pass: rows of all its texts, `[R, C]`, one text behind the other, and their place on the tape.
struct Flow {
  var tensor: Tensor
  /// Where the tape has it; nil where nothing that is differentiated leads to it.
  var node: Tape.Node?

  init(_ tensor: Tensor, node: Tape.Node? = nil) {
    self.tensor = tensor
    self.node = node
  }

  /// All columns as heads side by side.
  func heads(_ count: Int) -> HeadRows { HeadRows(rows: tensor.matrix, count: count, node: node) }
}
