import ExplainerCore
import Glibc

/// A colour scale with its ends settled: from a number to a colour, and to a legend.
struct ScaleMapping: Sendable, Hashable {
  /// The kind of scale.
  let kind: ColourScale.Kind
  /// The value of paper (`magnitude`), the negative end (`sign`), 1 (`rank`).
  let lower: Double
  /// The value of the strongest colour (`magnitude`, `sign`), the rank that is paper again (`rank`).
  let upper: Double
  /// What the numbers are.
  let quantity: String

  /// The scale over `values`, where it does not fix its own ends.
  init(_ scale: ColourScale, values: some Sequence<Double>) {
    kind = scale.kind
    quantity = scale.quantity
    let finite = values.lazy.filter(\.isFinite)
    let given = scale.domain.flatMap { $0.lowerBound.isFinite && $0.upperBound.isFinite ? $0 : nil }
    let least = given?.lowerBound ?? finite.min() ?? 0
    let greatest = given?.upperBound ?? finite.max() ?? 1
    switch scale.kind {
    case .magnitude:
      lower = given == nil ? min(0, least) : least
      upper = greatest > lower ? greatest : lower + 1
    case .sign:
      let bound = max(abs(least), abs(greatest))
      upper = bound > 0 ? bound : 1
      lower = -upper
    case .rank:
      lower = 1
      upper = max(10, greatest)
    case .kind:
      lower = least
      upper = greatest
    }
  }

  /// The colour of a value; nil where there is none to show (not a number).
  func swatch(_ value: Double) -> Swatch? {
    guard !value.isNaN else { return nil }
    let top = ColourRamp.levels - 1
    func step(_ part: Double, of count: Int) -> Int {
      // Ends as far apart as numbers go overflow to an infinite length, and infinity over infinity is no number.
      part.isNaN ? count : Int((min(max(part, 0), 1) * Double(count)).rounded())
    }
    switch kind {
    case .magnitude: return .magnitude(step((value / 2 - lower / 2) / (upper / 2 - lower / 2), of: top))
    case .sign:
      let part = step(abs(value) / upper, of: top)
      return .sign(value < 0 ? -part : part)
    case .rank:
      if value < 1.5 { return .rank(top) }
      // Rank 2 gets the strongest step below rank 1's own colour, `upper` and beyond get paper.
      let part = 1 - log(max(2, value) / 2) / log(max(upper, 3) / 2)
      return .rank(step(part, of: top - 1))
    case .kind:
      guard abs(value) < 0x1p53 else { return nil }
      return .kind(Self.hue(of: Int(value.rounded())))
    }
  }

  /// The colour of a weight that belongs to a kind: the kind's hue, as strong as the weight is great on a scale of
  /// magnitude; nil where there is nothing to show.
  func swatch(_ value: Double, kind: Int) -> Swatch? {
    guard case .magnitude(let step)? = swatch(value) else { return nil }
    let top = Double(ColourRamp.levels - 1)
    let strength = (Double(step) / top * Double(ColourRamp.strengths)).rounded()
    return .strength(kind: Self.hue(of: kind), Int(strength))
  }

  /// The hue of a kind: they repeat after `ColourRamp.kinds`.
  static func hue(of kind: Int) -> Int { (kind % ColourRamp.kinds + ColourRamp.kinds) % ColourRamp.kinds }

  /// The value at `part` (0…1) of the way from one end to the other.
  func value(at part: Double) -> Double { lower * (1 - part) + upper * part }

  /// The values a legend names, from one end to the other, with the colours between them.
  var legendTicks: [Double] {
    switch kind {
    case .magnitude: [lower, lower / 2 + upper / 2, upper]
    case .sign: [lower, 0, upper]
    case .rank:
      [1, 2] + [5, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter { $0 > 2 && $0 < upper * 0.7 } + [upper]
    case .kind: []
    }
  }

  /// Numbers beyond which kinds share hues and are told apart by their printed number only.
  var kindsRepeat: Bool { kind == .kind && upper - lower >= Double(ColourRamp.kinds) }
}
