import Diagnostics
import Tensors

/// What LoRA does to a weight: W + s·B·A, with magnitudes m (DoRA) m · (W + s·B·A) / ‖W + s·B·A‖ for each output.
///
/// Sources: arXiv 2106.09685 and 2402.09353; `tuners/lora` of peft 0.21.
struct LowRankChange: Sendable {
  /// A, `[r, in]`.
  let down: Tensor
  /// B, `[out, r]`.
  let up: Tensor
  /// s.
  let scale: Float
  /// m, `[out]`; nil where only a product is added.
  let magnitudes: Tensor?
  /// Whether the weight is a table of rows that are looked up, `[in, out]`.
  let isEmbedding: Bool
  /// What it is, for messages.
  let place: [String]

  /// The changed weight.
  ///
  /// - Parameters:
  ///   - weight: `[out, in]`, or `[in, out]` as GPT-2's linear maps and embeddings are stored.
  ///   - isTransposed: whether a square weight of a linear map is `[in, out]`; of others the extents tell.
  /// - Throws: `badShape` for a weight the change is not for.
  /// - Complexity: O(out · in · r).
  func applied(to weight: Tensor, isTransposed: Bool) throws(ExplainerError) -> Tensor {
    let (outputs, inputs) = (up.shape[0], down.shape[1])
    let isInputFirst = isEmbedding || (outputs == inputs ? isTransposed : weight.shape == [inputs, outputs])
    let shape = isInputFirst ? [inputs, outputs] : [outputs, inputs]
    guard weight.shape == shape else {
      throw ExplainerError(
        .badShape, "the adapter is for a weight of another shape", at: place, expected: "\(shape)",
        found: "\(weight.shape)", remedy: "Is it an adapter of this model?")
    }
    var sum =
      isInputFirst ? down.transposed.multiplied(by: up, transposed: true) : up.multiplied(by: down)
    sum.scale(by: scale)
    sum += weight
    guard let magnitudes else { return sum }
    return sum.withNorms(magnitudes, ofColumns: isInputFirst)
  }
}

extension Tensor {
  /// `[N, M]` of `[M, N]`.
  fileprivate var transposed: Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return withUnsafeElements { elements in
      Tensor(shape: [columns, rows]) { out in
        for row in 0..<rows {
          for column in 0..<columns { out[column * rows + row] = elements[row * columns + column] }
        }
      }
    }
  }

  /// The matrix with the Euclidean norms of its rows, or columns, made these.
  fileprivate func withNorms(_ norms: Tensor, ofColumns: Bool) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    return withUnsafeElements { elements in
      var squares = [Float](repeating: 0, count: ofColumns ? columns : rows)
      for row in 0..<rows {
        for column in 0..<columns {
          let element = elements[row * columns + column]
          squares[ofColumns ? column : row] += element * element
        }
      }
      let factors = squares.indices.map { norms[flat: $0] / squares[$0].squareRoot() }
      return Tensor(shape: shape) { out in
        for row in 0..<rows {
          for column in 0..<columns {
            let index = row * columns + column
            out[index] = elements[index] * factors[ofColumns ? column : row]
          }
        }
      }
    }
  }
}
