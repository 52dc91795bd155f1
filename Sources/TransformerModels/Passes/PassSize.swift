/// What memory a pass takes, in bytes, found out before it runs; at most, and no more than half as much again.
///
/// Weights are no part of it: those of 32-bit floats are used where the file is mapped, and do not count as a process's
/// own; others are widened when the model is loaded, and are there already.
public struct PassSize: Sendable, Hashable {
  /// Of what is captured.
  public var captured = 0
  /// Of what is remembered for the way back, at its end.
  public var tape = 0
  /// Of the gradients that are asked for.
  public var gradients = 0
  /// Of what is computed with at a time.
  public var working = 0
  /// Of all that is there at a time: the tape gets shorter while gradients come.
  public var total = 0
}
