import Glibc
import Tensors

/// What the state of each head is multiplied with at a token: `e^(−rate · softplus(x + shift))`, between 0 and 1.
///
/// Source: Gu & Dao 2023, "Mamba", section 3.6, of a number a head.
struct StateDecay: Sendable {
  /// Above 0, `[H]`.
  let rates: Tensor
  /// `[H]`.
  let shifts: Tensor

  /// `[R, H]` → `[R, H]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    onEach(of: x) { x, rate in expf(-rate * (max(x, 0) + log1pf(expf(-abs(x))))) }
  }

  /// The gradient with respect to `x`, `[R, H]`.
  func backward(_ gradient: Tensor, input x: Tensor, decays: Tensor) -> Tensor {
    gradient * decays * onEach(of: x) { x, rate in -rate / (1 + expf(-x)) }
  }

  /// A function of each shifted number and its rate.
  private func onEach(of x: Tensor, _ function: (Float, Float) -> Float) -> Tensor {
    let heads = rates.count
    return x.withUnsafeElements { x in
      rates.withUnsafeElements { rates in
        shifts.withUnsafeElements { shifts in
          Tensor(shape: [x.count / heads, heads]) { all in
            for index in all.indices {
              let head = index % heads
              all[index] = function(x[index] + shifts[head], rates[head])
            }
          }
        }
      }
    }
  }
}
