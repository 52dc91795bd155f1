import Tensors

/// Scores as the reference records them, hidden entries 0.
///
/// Only what causal attention hides and is −∞ becomes 0; what is hidden but not −∞ stays, and so differs.
func unmasked(_ scores: Tensor) -> Tensor {
  let (T, S) = (scores.shape[1], scores.shape[2])
  return Tensor(
    shape: scores.shape,
    values: scores.values.enumerated().map { index, value in
      let isHidden = index % S > index / S % T
      return isHidden && value == -.infinity ? 0 : value
    })
}
