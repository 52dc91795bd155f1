/// The ramps of `ColourRamp` in xterm's 256 colours.
///
/// Each goes through colours of one hue that were chosen by hand, at the step whose lightness is nearest; the nearest
/// colours of all would wander between blue, lavender and cyan.
struct ANSIRamp: Sendable {
  private let magnitude: [RGB]
  private let negative: [RGB]
  private let rank: [RGB]
  private let kind: [RGB]
  /// For each kind a weak and a middling colour; the palette has no more that keep their hue.
  private let strength: [[RGB]]

  private static let light = ANSIRamp(
    .light, magnitude: [231, 255, 153, 111, 68, 26, 25, 19],
    negative: [231, 255, 223, 216, 173, 166, 130, 94],
    rank: [231, 195, 152, 116, 73, 36, 23])
  private static let dark = ANSIRamp(
    .dark, magnitude: [233, 17, 18, 24, 32, 75, 153], negative: [233, 52, 94, 130, 172, 208],
    rank: [233, 236, 23, 30, 86])

  /// The colour that stands for a swatch in `theme`.
  static func colour(of swatch: Swatch, _ theme: Theme) -> RGB {
    let ramps = theme == .light ? light : dark
    func at(_ ramp: [RGB], _ step: Int) -> RGB { ramp[min(max(step, 0), ramp.count - 1)] }
    switch swatch {
    case .magnitude(let step): return at(ramps.magnitude, step)
    case .sign(let step): return step < 0 ? at(ramps.negative, -step) : at(ramps.magnitude, step)
    case .rank(let step): return at(ramps.rank, step)
    case .kind(let number): return at(ramps.kind, number)
    case .strength(let kind, let step):
      // Thirds of the scale: paper only at zero itself.
      if step <= 0 { return at(ramps.magnitude, 0) }
      let level = (step - 1) * (ramps.strength.count + 1) / ColourRamp.strengths
      return at(level < ramps.strength.count ? ramps.strength[level] : ramps.kind, kind)
    }
  }

  private init(_ theme: Theme, magnitude: [Int], negative: [Int], rank: [Int]) {
    let ramps = ColourRamp.of(theme)
    self.magnitude = Self.ramp(ramps.magnitude, through: magnitude)
    self.negative = Self.ramp(ramps.negative, through: negative)
    self.rank = Self.ramp(ramps.rank, through: rank)
    kind = Self.distinct(ramps.kind, taken: [])
    let middle = Self.distinct(ramps.strength.map { $0[ColourRamp.strengths * 5 / 8] }, taken: kind)
    let weak = Self.distinct(ramps.strength.map { $0[ColourRamp.strengths / 3] }, taken: kind + middle)
    strength = [weak, middle]
  }

  private static func ramp(_ wanted: [RGB], through indices: [Int]) -> [RGB] {
    let steps = ANSIPalette.all.filter { indices.contains($0.index) }
    return wanted.map { colour in
      let lightness = OKLab(linear: colour.linear).lightness
      return steps.min { abs($0.lab.lightness - lightness) < abs($1.lab.lightness - lightness) }?.colour
        ?? colour
    }
  }

  /// For each colour the nearest one that is neither grey nor taken; hue counts more than lightness.
  private static func distinct(_ wanted: [RGB], taken: [RGB]) -> [RGB] {
    var taken = taken
    var chosen: [RGB] = []
    for colour in wanted {
      let lab = OKLab(linear: colour.linear)
      func distance(_ other: OKLab) -> Double {
        let (dl, da, db) = (other.lightness - lab.lightness, other.a - lab.a, other.b - lab.b)
        return dl * dl + 2 * (da * da + db * db)
      }
      let free = ANSIPalette.all.filter { candidate in
        candidate.lab.a * candidate.lab.a + candidate.lab.b * candidate.lab.b > 0.0004
          && !taken.contains(candidate.colour)
      }
      let best = free.min { distance($0.lab) < distance($1.lab) }?.colour ?? colour
      taken.append(best)
      chosen.append(best)
    }
    return chosen
  }
}
