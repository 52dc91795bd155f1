/// Canonical composition of two scalars: what Unicode's form NFC has beyond NFD.
enum Composition {
  /// What `first` and `second` become together; nil where they stay two.
  static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = hangul(first, second) { return syllable }
    return pairs[UInt64(first) << 32 | UInt64(second)]
  }

  /// Whether `scalar` can become one with a scalar before it.
  static func isSecond(_ scalar: UInt32) -> Bool {
    scalar >= 0x300
      && (seconds.contains(scalar) || (0x1161...0x1175).contains(scalar)
        || (0x11A8...0x11C2).contains(scalar))
  }

  /// Whether `scalar` is taken apart and does not become one again.
  static func isExcluded(_ scalar: UInt32) -> Bool { scalar >= 0x340 && excluded.contains(scalar) }

  private static let excluded = Set(CompatibilityMapping.excluded)
  private static let pairs: [UInt64: UInt32] = {
    var pairs: [UInt64: UInt32] = [:]
    let mask: UInt64 = 0x1F_FFFF
    for entry in Decomposition.pairs where entry & mask != 0 && !excluded.contains(UInt32(entry >> 42)) {
      pairs[(entry >> 21 & mask) << 32 | entry & mask] = UInt32(entry >> 42)
    }
    return pairs
  }()
  private static let seconds = Set(pairs.keys.map { UInt32(truncatingIfNeeded: $0) })

  /// Source: Unicode Standard, section 3.12.
  private static func hangul(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
      return 0xAC00 + (first - 0x1100) * 588 + (second - 0x1161) * 28
    }
    guard (0xAC00..<0xD7A4).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8..<0x11C3).contains(second)
    else { return nil }
    return first + (second - 0x11A7)
  }
}
