import Tensors

/// What a part of a model holds while a pass is in it, as the numbers of each tensor.
///
/// Counted in floating point: what no memory has room for is no trap.
struct PartSize {
  /// What a tape keeps.
  var kept: [Double] = []
  /// What else is there on the way there.
  var running: [Double] = []
  /// What else is there on the way back.
  var returning: [Double] = []

  static func + (first: PartSize, second: PartSize) -> PartSize {
    PartSize(
      kept: first.kept + second.kept, running: first.running + second.running,
      returning: first.returning + second.returning)
  }

  /// The bytes of tensors.
  static func bytes(_ tensors: [Double]) -> Double {
    tensors.reduce(0) { $0 + Double(Tensor.byteCount(of: Int(min($1, 0x1p52)))) }
  }
}

/// The rows a part works on.
struct PartRows {
  /// Those of the stack.
  let rows: Double
  /// Those that attention looks at.
  let sources: Double
  /// The numbers in the matrix of one head, [T, S], of the longest text.
  let matrix: Double
  /// Whether there are several texts, which attention goes through one by one.
  let isSeveral: Bool
  /// Whether the steps are on a tape; then nothing is computed in place.
  var isRecorded: Bool
  /// Whether a site is looked at in any way.
  let watches: (SiteID) -> Bool
}
