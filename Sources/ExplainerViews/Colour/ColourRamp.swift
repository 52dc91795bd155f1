/// The colours of all scales, computed once in OKLCH; terminal, SVG and page use the same ones.
struct ColourRamp: Sendable {
  /// Steps of one ramp, paper included.
  static let levels = 64
  /// Hues before kinds repeat and their numbers must tell them apart.
  static let kinds = 16

  /// One hue whose lightness carries the value; `levels` colours from paper on.
  let magnitude: [RGB]
  /// Values above zero (blue), `levels` colours from paper on.
  let positive: [RGB]
  /// Values below zero (orange), `levels` colours from paper on.
  let negative: [RGB]
  /// Ranks: the last colour is rank 1, apart from the ramp before it, which ends in paper at index 0.
  let rank: [RGB]
  /// Hues of equal lightness and chroma, neighbours as different as they can be.
  let kind: [RGB]

  /// The ramps of light pages.
  static let light = ColourRamp(theme: .light)
  /// The ramps of dark pages.
  static let dark = ColourRamp(theme: .dark)

  /// The ramps of `theme`.
  static func of(_ theme: Theme) -> ColourRamp { theme == .light ? light : dark }

  private init(theme: Theme) {
    let isLight = theme == .light
    magnitude = Self.ramp(theme, to: isLight ? OKLCH(0.42, 0.17, 262) : OKLCH(0.84, 0.12, 250))
    positive = Self.ramp(theme, to: isLight ? OKLCH(0.50, 0.15, 255) : OKLCH(0.74, 0.13, 250))
    negative = Self.ramp(theme, to: isLight ? OKLCH(0.50, 0.15, 50) : OKLCH(0.74, 0.13, 60))
    // A step apart from the ramp: rank 1 is to be found at a glance.
    let most = isLight ? OKLCH(0.66, 0.10, 178) : OKLCH(0.58, 0.09, 178)
    let first = isLight ? OKLCH(0.44, 0.09, 178) : OKLCH(0.86, 0.12, 178)
    rank = Self.ramp(theme, to: most, count: Self.levels - 1) + [first.rgb]
    kind = Self.kindOrder.map { step in
      let hue = 15 + 22.5 * Double(step)
      return (isLight ? OKLCH(0.62, 0.105, hue) : OKLCH(0.74, 0.12, hue)).rgb
    }
  }

  /// The order of the 16 hues, found by annealing: it makes the least OKLab distance between neighbours as large as
  /// possible under normal sight and simulated protanopia, deuteranopia and tritanopia at once.
  private static let kindOrder = [3, 10, 5, 14, 6, 13, 1, 8, 4, 7, 12, 2, 9, 0, 11, 15]

  private static func ramp(_ theme: Theme, to end: OKLCH, count: Int = levels) -> [RGB] {
    let start = OKLCH(theme.paper)
    return (0..<count).map { step in
      guard step > 0 else { return theme.paper }
      let part = Double(step) / Double(count - 1)
      let lightness = start.lightness + (end.lightness - start.lightness) * part
      return OKLCH(lightness, end.chroma * part.squareRoot(), end.hue).rgb
    }
  }
}
