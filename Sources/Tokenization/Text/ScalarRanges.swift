/// A set of scalars that no class describes, as a table has it.
struct ScalarRanges: Sendable {
  /// The scalars from which on they are in the set, and no longer in it, in turns and in order.
  private let bounds: [UInt32]

  /// The set with these bounds.
  init(_ bounds: [UInt32]) { self.bounds = bounds }

  /// Whether the scalar with this value is in the set.
  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = bounds.count
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] <= scalar { low = middle + 1 } else { high = middle }
    }
    return low % 2 == 1
  }
}
