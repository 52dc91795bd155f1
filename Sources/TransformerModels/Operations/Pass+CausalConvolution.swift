import Tensors

extension Pass {
  /// A convolution over each text, `[R, C]` → `[R, C]`; a text that goes on from a cache reads what its layer kept.
  mutating func convolve(_ convolution: CausalConvolution, _ x: Flow, inLayer layer: Int) -> Flow {
    var given: [Tensor] = []
    for (index, text) in layout.texts.enumerated() where !text.rows.isEmpty {
      let rows = x.tensor.rows(text.rows)
      let cache = index < caches.count ? caches[index].layers[layer] : nil
      given.append(convolution(rows, after: cache?.lastRows))
      cache?.keepLast(convolution.width - 1, of: rows)
    }
    let texts = layout.texts.map(\.rows)
    return Flow(
      given.count == 1 ? given[0] : Tensor.joiningRows(given),
      node: record(x.node) { CausalConvolutionStep(convolution: convolution, x: $0, texts: texts) })
  }
}

/// A convolution over each text.
struct CausalConvolutionStep: TapeStep {
  let convolution: CausalConvolution
  let x: Tape.Node
  /// The rows of each.
  let texts: [Range<Int>]

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    let parts = texts.map { convolution.backward(gradient.rows($0)) }
    gradients.add(parts.count == 1 ? parts[0] : Tensor.joiningRows(parts), to: x)
  }
}
