/// Lower-case forms of single scalars, whatever stands around them: `Σ` becomes `σ` at the end of words too.
enum LowercaseMapping {
  /// The lower-case form of `scalar`: one scalar, and for `İ` (U+0130) alone a second.
  static func lowercase(_ scalar: UInt32) -> (first: UInt32, second: UInt32?) {
    if scalar == 0x130 { return (0x69, 0x307) }
    var low = 0
    var high = ranges.count / 4
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle * 4 + 1] < scalar { low = middle + 1 } else { high = middle }
    }
    guard low * 4 < ranges.count, ranges[low * 4] <= scalar else { return (scalar, nil) }
    let distance = scalar - ranges[low * 4]
    guard distance == 0 || distance % ranges[low * 4 + 2] == 0 else { return (scalar, nil) }
    return (ranges[low * 4 + 3] + distance, nil)
  }
}
