/// Compatibility decomposition of single scalars, as far as it is not the canonical one: what Unicode's form NFKD has
/// beyond NFD.
enum CompatibilityMapping {
  /// Appends the full decomposition of `scalar` to `scalars`, and gives whether there is one that is not canonical.
  static func append(_ scalar: UInt32, to scalars: inout [UInt32]) -> Bool {
    guard scalar >= 0xA0 else { return false }
    if let single = single(scalar) {
      scalars.append(single)
      return true
    }
    let index = firstIndex(entries.count) { entries[$0] >> 32 >= UInt64(scalar) }
    guard index < entries.count, entries[index] >> 32 == UInt64(scalar) else { return false }
    let first = Int(entries[index] >> 8 & 0xFF_FFFF)
    scalars += parts[first..<first + Int(entries[index] & 0xFF)]
    return true
  }

  private static func single(_ scalar: UInt32) -> UInt32? {
    let index = firstIndex(ranges.count / 3) { ranges[$0 * 3 + 1] >= scalar }
    guard index * 3 < ranges.count, ranges[index * 3] <= scalar else { return nil }
    return ranges[index * 3 + 2] + (scalar - ranges[index * 3])
  }

  /// The first of `count` indices that fulfils `condition`, which all behind it do; `count` for none.
  private static func firstIndex(_ count: Int, where condition: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
