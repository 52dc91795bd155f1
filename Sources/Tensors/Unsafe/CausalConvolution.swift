internal import CKernels

/// A convolution over the rows of a text, each column by itself, that reads a row and those before it:
/// `y[t,c] = bias[c] + Σ_j taps[j,c] · x[t − (W − 1) + j, c]`.
///
/// Source: `Conv1d` of PyTorch with as many groups as channels, padded by W − 1 and cut at the end, as Mamba (Gu & Dao 2023)
/// and what came after it use it.
public struct CausalConvolution: Sendable {
  /// What each of the W rows is multiplied with, the one read last in the last row: `[W, C]`.
  public let taps: Tensor
  /// `[C]`; nil for none.
  public let bias: Tensor?

  /// A convolution of these taps.
  ///
  /// - Precondition: `taps` is `[W, C]`, W above 0, and `bias` `[C]`.
  public init(taps: Tensor, bias: Tensor? = nil) {
    precondition(taps.rank == 2 && taps.shape[0] > 0, "taps of \(taps.shape)")
    precondition(bias.map { $0.shape == [taps.shape[1]] } ?? true, "a bias for \(taps.shape)")
    self.taps = taps
    self.bias = bias
  }

  /// W: how many rows are read for one, itself among them.
  public var width: Int { taps.shape[0] }

  /// `[T, C]` → `[T, C]`; the bits of a row are the same whatever is given with it.
  ///
  /// - Parameters:
  ///   - input: the rows.
  ///   - before: the rows before them, up to W − 1, the nearest last, `[n, C]`; where there are none, they are zeros.
  /// - Complexity: O(T · W · C).
  public func callAsFunction(_ input: Tensor, after before: Tensor? = nil) -> Tensor {
    precondition(input.rank == 2 && input.shape[1] == taps.shape[1], "\(input.shape) for \(taps.shape)")
    let (rows, columns, known) = (input.shape[0], taps.shape[1], before?.shape[0] ?? 0)
    return Tensor(shape: input.shape) { out in
      guard let out = out.baseAddress else { return }
      if let bias { bias.withUnsafeElements { ck_fill_rows($0.baseAddress, rows, columns, columns, out) } }
      for tap in 0..<width {
        // How far back this tap reads, and how many rows before the input it reads.
        let back = width - 1 - tap
        let early = min(rows, back)
        let missing = max(0, back - known)
        if let before, early > missing {
          add(before, from: known - back + missing, early - missing, tap, to: out + missing * columns)
        }
        add(input, from: 0, rows - early, tap, to: out + early * columns)
      }
    }
  }

  /// The gradient with respect to the input of a text that begins with it, `[T, C]`.
  public func backward(_ dY: Tensor) -> Tensor {
    let rows = dY.shape[0]
    return Tensor(shape: dY.shape) { out in
      guard let out = out.baseAddress else { return }
      for tap in 0..<width {
        let back = min(rows, width - 1 - tap)
        add(dY, from: back, rows - back, tap, to: out)
      }
    }
  }

  /// Adds some rows, times a tap, to as many of `out`.
  private func add(
    _ x: Tensor, from first: Int, _ count: Int, _ tap: Int, to out: UnsafeMutablePointer<Float>
  ) {
    let columns = taps.shape[1]
    x.rows(first..<first + count).withUnsafeElements { x in
      taps.slice(tap).withUnsafeElements {
        ck_add_row_products(x.baseAddress, $0.baseAddress, count, columns, out)
      }
    }
  }
}
