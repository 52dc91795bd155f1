/// Canonical decomposition of single scalars: what Unicode's form NFD is made of.
enum Decomposition {
  /// Appends the full decomposition of `scalar` to `scalars`; the scalar itself where it has none.
  static func append(_ scalar: UInt32, to scalars: inout [UInt32]) {
    guard scalar >= 0xC0 else { return scalars.append(scalar) }
    if appendHangul(scalar, to: &scalars) { return }
    guard let entry = entry(of: scalar) else { return scalars.append(scalar) }
    let mask: UInt64 = 0x1F_FFFF
    append(UInt32(entry >> 21 & mask), to: &scalars)
    if entry & mask != 0 { scalars.append(UInt32(entry & mask)) }
  }

  /// The canonical combining class of a scalar that has no decomposition.
  static func combiningClass(of scalar: UInt32) -> UInt8 {
    let index = firstIndex(in: nonstarters) { $0 >> 32 > UInt64(scalar) } - 1
    guard index >= 0, nonstarters[index] >> 8 & 0xFF_FFFF >= UInt64(scalar) else { return 0 }
    return UInt8(truncatingIfNeeded: nonstarters[index])
  }

  private static func entry(of scalar: UInt32) -> UInt64? {
    let index = firstIndex(in: pairs) { $0 >> 42 >= UInt64(scalar) }
    return index < pairs.count && pairs[index] >> 42 == UInt64(scalar) ? pairs[index] : nil
  }

  /// Source: Unicode Standard, section 3.12.
  private static func appendHangul(_ scalar: UInt32, to scalars: inout [UInt32]) -> Bool {
    guard scalar >= 0xAC00, scalar < 0xAC00 + 11172 else { return false }
    let syllable = scalar - 0xAC00
    scalars.append(0x1100 + syllable / 588)
    scalars.append(0x1161 + syllable % 588 / 28)
    if syllable % 28 != 0 { scalars.append(0x11A7 + syllable % 28) }
    return true
  }

  /// The first index of `table` that fulfils `condition`, which all behind it do; the table's end for none.
  private static func firstIndex(in table: [UInt64], where condition: (UInt64) -> Bool) -> Int {
    var low = 0
    var high = table.count
    while low < high {
      let middle = (low + high) / 2
      if condition(table[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
