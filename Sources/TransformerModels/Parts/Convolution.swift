import Tensors

/// A convolution over the tokens of a text, and a function.
struct Convolution: Sendable {
  /// How many tokens are read for one, itself among them; odd.
  let count: Int
  /// count·D → D: the tokens one behind the other.
  let map: Linear
  let activation: Activation

  /// `[R, D]` → `[R, D]`.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    var given = pass.linear(map, pass.neighbours(count, of: x))
    pass.activate(activation, &given)
    return given
  }
}
