/// The colours of all scales, computed once in OKLCH; terminal, SVG and page use the same ones.
struct ColourRamp: Sendable {
  /// Steps of one ramp, paper included.
  static let levels = 64
  /// Hues before kinds repeat and their numbers must tell them apart.
  static let kinds = 16
  /// Steps of one hue from paper, which is step 0, to the kind's own colour.
  static let strengths = 12

  /// One hue whose lightness carries the value; `levels` colours from paper on.
  let magnitude: [RGB]
  /// Values above zero (blue), `levels` colours from paper on.
  let positive: [RGB]
  /// Values below zero (orange), `levels` colours from paper on.
  let negative: [RGB]
  /// Ranks: the last colour is rank 1, apart from the ramp before it, which ends in paper at index 0.
  let rank: [RGB]
  /// Hues of about equal lightness and chroma, as different as they can be for all kinds of sight.
  let kind: [RGB]
  /// For each kind the way from paper to its colour: `strengths` + 1 colours.
  let strength: [[RGB]]

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
    let kinds = Self.kindCoordinates.map { index in
      isLight
        ? OKLCH(0.59 + index.lightness, index.chroma, index.hue)
        : OKLCH(0.75 + index.lightness, index.chroma * 1.12, index.hue)
    }
    kind = kinds.map(\.rgb)
    strength = kinds.map { Self.ramp(theme, to: $0, count: Self.strengths + 1) }
  }

  /// The hues of the kinds, each with how far it is lighter or darker than the middle, and its chroma.
  ///
  /// Hues stand every 45° for the first eight and between those for the rest, give or take 9°; within that their order,
  /// lightness and chroma were found by annealing. It makes the least OKLab distances large between neighbours, among
  /// the first eight and among all, under normal sight and simulated protanopia, deuteranopia and tritanopia, in both
  /// themes at once. Equal lightness would leave the colour-blind little more than one dimension for sixteen colours.
  private static let kindCoordinates: [(hue: Double, lightness: Double, chroma: Double)] = [
    (281, -0.080, 0.150), (11, -0.037, 0.132), (207, 0.060, 0.107), (112, -0.080, 0.111),
    (239, -0.014, 0.131), (74, 0.071, 0.137), (330, -0.026, 0.097), (146, 0.059, 0.109),
    (348, -0.080, 0.124), (134, -0.009, 0.120), (319, -0.077, 0.100), (42, 0.026, 0.121),
    (224, 0.017, 0.098), (81, 0.000, 0.121), (259, -0.073, 0.111), (174, 0.047, 0.095),
  ]

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
