internal import CKernels

extension Linear {
  /// The gradient with respect to the input, `dY · Wᵀ`: `[T, out]` → `[T, in]`.
  ///
  /// The weight is read where it lies, as in the forward direction.
  ///
  /// - Precondition: the gradient has as many columns as the map has outputs.
  public func backward(_ dY: Tensor) -> Tensor {
    precondition(
      dY.matrix.columns == weight.outputs, "a gradient of \(dY.shape) for \(weight.outputs) outputs")
    if let places = fewElements(of: dY) { return backward(dY, at: places) }
    return Tensor(
      shape: [dY.matrix.rows, weight.inputs],
      writing: { memory in
        MatrixProduct.write(
          dY.matrix, weight.numbers, transposingSecond: weight.layout == .inputOutput, to: memory,
          stride: weight.inputs)
      })
  }

  /// The elements that are not 0, where they are so few that their weights alone are better read: as behind a head, of an
  /// objective that is made of few scores.
  private func fewElements(of dY: Tensor) -> [Int]? {
    guard weight.layout == .outputInput, dY.shape[0] <= MatrixProduct.fewRows else { return nil }
    return dY.withUnsafeElements { elements in
      var places: [Int] = []
      for place in elements.indices where elements[place] != 0 {
        guard places.count < elements.count / 64 else { return nil }
        places.append(place)
      }
      return places
    }
  }

  private func backward(_ dY: Tensor, at places: [Int]) -> Tensor {
    let read = weight.numbers.gatheringRows(places.map { $0 % weight.outputs })
    return Tensor(
      shape: [dY.shape[0], weight.inputs],
      filling: { sums in
        read.withUnsafeElements { weights in
          guard let sums = sums.baseAddress, let weights = weights.baseAddress else { return }
          for (index, place) in places.enumerated() {
            ck_add_multiple(
              sums + place / weight.outputs * weight.inputs, weights + index * weight.inputs, dY[flat: place],
              weight.inputs)
          }
        }
      })
  }
}
