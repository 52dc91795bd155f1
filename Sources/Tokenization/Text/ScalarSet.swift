/// A set of Unicode scalars, as a regular expression describes one: classes, and scalars by name.
struct ScalarSet: Sendable, Hashable {
  /// A bit for each scalar below U+0040.
  private var low: UInt64 = 0
  /// A bit for each scalar from U+0040 to U+007F.
  private var high: UInt64 = 0
  /// A bit for each class whose scalars beyond ASCII are in the set.
  private var classes: UInt16 = 0
  /// Scalars beyond ASCII that are in the set whatever their class is.
  private var ranges: [ClosedRange<UInt32>] = []
  /// Whether, beyond ASCII, the set is what `classes` and `ranges` leave.
  private var isInverted = false

  /// The scalars of `classes`.
  init(_ classes: ScalarClass...) {
    for kind in classes { self.classes |= 1 << UInt16(kind.rawValue) }
    for scalar in 0..<UInt32(0x80) where classes.contains(ScalarClass.of(scalar)) { addASCII(scalar) }
  }

  /// The scalars of `range`.
  init(_ range: ClosedRange<UInt32>) {
    for scalar in range.prefix(0x80) where scalar < 0x80 { addASCII(scalar) }
    if range.upperBound >= 0x80 { ranges = [max(range.lowerBound, 0x80)...range.upperBound] }
  }

  /// The scalar `scalar`.
  init(_ scalar: UInt32) { self.init(scalar...scalar) }

  /// The scalars that are not in the set.
  var inverted: ScalarSet {
    var others = self
    (others.low, others.high) = (~low, ~high)
    if ranges.isEmpty { others.classes = ~classes } else { others.isInverted.toggle() }
    return others
  }

  /// The set, with all scalars beyond ASCII where it has or lacks some by name.
  var coarse: ScalarSet {
    var coarse = self
    if !ranges.isEmpty { (coarse.classes, coarse.ranges, coarse.isInverted) = (~0, [], false) }
    return coarse
  }

  /// The scalars of both sets; nil where one is all but some scalars beyond ASCII that are named.
  func union(_ other: ScalarSet) -> ScalarSet? {
    guard !isInverted, !other.isInverted else { return nil }
    var union = self
    union.low |= other.low
    union.high |= other.high
    union.classes |= other.classes
    union.ranges += other.ranges
    return union
  }

  /// Whether no scalar can be in both sets; false says nothing where scalars beyond ASCII are named.
  func isDisjoint(with other: ScalarSet) -> Bool {
    let (first, second) = (coarse, other.coarse)
    return first.low & second.low == 0 && first.high & second.high == 0 && first.classes & second.classes == 0
  }

  /// Whether scalars beyond ASCII of the class with the number `kind` can be in the set.
  func mayContain(class kind: Int) -> Bool { coarse.classes >> UInt16(kind) & 1 != 0 }

  /// Whether the scalar with this value is in the set.
  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    guard scalar >= 0x80 else { return (scalar < 0x40 ? low : high) &>> UInt64(scalar) & 1 != 0 }
    return containsOther(scalar)
  }

  /// The same for a scalar beyond ASCII.
  private func containsOther(_ scalar: UInt32) -> Bool {
    let isOfClass = classes >> UInt16(ScalarClass.of(scalar).rawValue) & 1 != 0
    return (isOfClass || ranges.contains { $0.contains(scalar) }) != isInverted
  }

  private mutating func addASCII(_ scalar: UInt32) {
    if scalar < 0x40 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar & 0x3F) }
  }
}
