import Tensors

/// Queries, keys or values of H heads side by side, `[R, H·d]`: columns of a flow that need not be copied.
struct HeadRows {
  var rows: MatrixView
  /// H.
  let count: Int
  var node: Tape.Node?
}
