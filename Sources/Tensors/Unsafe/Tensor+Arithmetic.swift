internal import CKernels

extension Tensor {
  /// Adds element by element, in place where no one else sees this tensor.
  ///
  /// - Precondition: equal shapes.
  public static func += (sum: inout Tensor, term: Tensor) {
    precondition(sum.shape == term.shape, "adding \(term.shape) to \(sum.shape)")
    if sum.storage === term.storage {
      sum = sum + term
    } else {
      sum.update { x in
        term.withUnsafeElements { y in ck_add_in_place(x.baseAddress, y.baseAddress, x.count) }
      }
    }
  }

  /// The sum, element by element.
  ///
  /// - Precondition: equal shapes.
  public static func + (first: Tensor, second: Tensor) -> Tensor {
    precondition(first.shape == second.shape, "adding \(second.shape) to \(first.shape)")
    return Tensor(
      shape: first.shape,
      writing: { out in
        first.withUnsafeElements { a in
          second.withUnsafeElements { b in ck_add(a.baseAddress, b.baseAddress, a.count, out) }
        }
      })
  }

  /// Multiplies element by element, in place where no one else sees this tensor.
  ///
  /// - Precondition: equal shapes.
  public static func *= (product: inout Tensor, factor: Tensor) {
    precondition(product.shape == factor.shape, "multiplying \(product.shape) with \(factor.shape)")
    if product.storage === factor.storage {
      product = product * factor
    } else {
      product.update { x in
        factor.withUnsafeElements { y in ck_multiply_in_place(x.baseAddress, y.baseAddress, x.count) }
      }
    }
  }

  /// The product, element by element (Hadamard).
  ///
  /// - Precondition: equal shapes.
  public static func * (first: Tensor, second: Tensor) -> Tensor {
    precondition(first.shape == second.shape, "multiplying \(first.shape) with \(second.shape)")
    return Tensor(
      shape: first.shape,
      writing: { out in
        first.withUnsafeElements { a in
          second.withUnsafeElements { b in ck_multiply(a.baseAddress, b.baseAddress, a.count, out) }
        }
      })
  }

  /// Multiplies every element with `factor`.
  public mutating func scale(by factor: Float) { update { ck_scale($0.baseAddress, factor, $0.count) } }

  /// Adds a multiple of `term`, element by element: `x += factor · y`.
  ///
  /// - Precondition: equal shapes.
  public mutating func add(_ term: Tensor, times factor: Float) {
    precondition(shape == term.shape, "adding \(term.shape) to \(shape)")
    // Where `term` sees this memory too, `update` writes into a copy: the two never overlap.
    update { x in
      term.withUnsafeElements { y in ck_add_multiple(x.baseAddress, y.baseAddress, factor, x.count) }
    }
  }
}
