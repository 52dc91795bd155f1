/// Conversion to the 16-bit floating-point numbers of IEEE 754 (binary16).
package enum HalfPrecision {
  /// The bits of the nearest half-precision number, ties to even; subnormals are kept, beyond 65,520 is infinity.
  package static func bits(_ value: Float) -> UInt16 {
    let pattern = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: pattern >> 16) & 0x8000
    let magnitude = pattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
      // Below 2⁻¹⁴: a unit in the last place of 0.5 is 2⁻²⁴, the unit of subnormals, so adding 0.5 rounds to it.
      let rounded = (Float(bitPattern: magnitude) + 0.5).bitPattern - Float(0.5).bitPattern
      return sign | UInt16(truncatingIfNeeded: rounded)
    }
    let even = magnitude + 0xFFF + (magnitude >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (even - 0x3800_0000) >> 13)
  }
}
