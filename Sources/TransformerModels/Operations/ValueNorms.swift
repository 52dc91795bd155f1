import Tensors

extension Linear {
  /// How long what each head would add to the stream is, were a key given all its weight: `‖v_j^h · W_O^h‖`, with
  /// this map as W_O, the output projection of attention.
  ///
  /// Times the pattern these are the norms of Kobayashi et al. 2020, "Attention is Not Only a Weight", eq. 3; the
  /// projection's bias belongs to no head and is left out.
  ///
  /// - Parameters:
  ///   - values: `[S, K·d]`, heads side by side.
  ///   - heads: H.
  ///   - keyHeads: K, of which H / K heads share each.
  /// - Returns: `[H, S]`.
  /// - Complexity: as much as the output projection of S positions.
  func valueNorms(_ values: MatrixView, heads: Int, keyHeads: Int) -> Tensor {
    let size = values.columns / keyHeads
    let numbers = weight.numbers.widened
    let rows: [Tensor] = (0..<heads).map { head in
      let inputs = head * size..<(head + 1) * size
      let part =
        weight.layout == .inputOutput ? numbers.rows(inputs) : numbers.columns(inputs).dense
      let added = Linear(WeightMatrix(part, layout: weight.layout))(
        values.head(head * keyHeads / heads, of: keyHeads).dense)
      return added.rowNorms
    }
    return Tensor.stacking(rows)
  }
}

extension Tensor {
  /// The Euclidean length of each row, `[R, C]` → `[R]`.
  fileprivate var rowNorms: Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return withUnsafeElements { elements in
      Tensor(
        shape: [rows],
        values: (0..<rows).map { row in
          var (sum, index) = (SIMD8<Float>(), row * columns)
          let end = index + columns
          while index + 8 <= end {
            let part = SIMD8<Float>(elements[index..<index + 8])
            sum += part * part
            index += 8
          }
          var total = sum.sum()
          while index < end {
            total += elements[index] * elements[index]
            index += 1
          }
          return total.squareRoot()
        })
    }
  }
}
