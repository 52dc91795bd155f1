import Tensors

extension Pass {
  /// The same columns behind those of every head: `[R, s]` and `[R, H·d]` → `[R, H·(d + s)]`.
  mutating func append(_ shared: Flow, toHeads heads: Int, of x: Flow) -> HeadRows {
    let (R, s, d) = (x.tensor.shape[0], shared.tensor.shape[1], x.tensor.shape[1] / heads)
    let rows = Tensor(shape: [R, heads * (d + s)]) { all in
      x.tensor.withUnsafeElements { own in
        shared.tensor.withUnsafeElements { shared in
          for row in 0..<R {
            for head in 0..<heads {
              let (to, from) = ((row * heads + head) * (d + s), (row * heads + head) * d)
              for column in 0..<d { all[to + column] = own[from + column] }
              for column in 0..<s { all[to + d + column] = shared[row * s + column] }
            }
          }
        }
      }
    }
    let node = record(x.node ?? shared.node) { _ in
      SharedColumnsStep(own: x.node, shared: shared.node, heads: heads, width: d, sharedWidth: s)
    }
    return HeadRows(rows: rows.matrix, count: heads, node: node)
  }
}

/// The same columns behind those of every head.
struct SharedColumnsStep: TapeStep {
  let own: Tape.Node?
  let shared: Tape.Node?
  let heads: Int
  let width: Int
  let sharedWidth: Int

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    let (R, d, s) = (gradient.shape[0], width, sharedWidth)
    let each = gradient.reshaped([R * heads, d + s])
    if own != nil { gradients.add(each.columns(0..<d).dense.reshaped([R, heads * d]), to: own) }
    if shared != nil {
      var sum = Tensor(shape: [R, s], filling: { _ in })
      sum.addRows(each.columns(d..<d + s).dense, to: (0..<R * heads).map { $0 / heads })
      gradients.add(sum, to: shared)
    }
  }
}
