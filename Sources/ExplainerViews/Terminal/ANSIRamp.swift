/// The ramps of `ColourRamp` in xterm's 256 colours.
///
/// Each goes through colours of one hue that were chosen by hand, at the step whose lightness is nearest; the nearest
/// colours of all would wander between blue, lavender and cyan.
struct ANSIRamp: Sendable {
  private let magnitude: [RGB]
  private let negative: [RGB]
  private let rank: [RGB]
  private let kind: [RGB]

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
    }
  }

  private init(_ theme: Theme, magnitude: [Int], negative: [Int], rank: [Int]) {
    let ramps = ColourRamp.of(theme)
    self.magnitude = Self.ramp(ramps.magnitude, through: magnitude)
    self.negative = Self.ramp(ramps.negative, through: negative)
    self.rank = Self.ramp(ramps.rank, through: rank)
    kind = Self.distinct(ramps.kind)
  }

  private static func ramp(_ wanted: [RGB], through indices: [Int]) -> [RGB] {
    let steps = ANSIPalette.all.filter { indices.contains($0.index) }
    return wanted.map { colour in
      let lightness = OKLab(linear: colour.linear).lightness
      return steps.min { abs($0.lab.lightness - lightness) < abs($1.lab.lightness - lightness) }?.colour
        ?? colour
    }
  }

  /// For each colour the nearest one that none before it has.
  private static func distinct(_ wanted: [RGB]) -> [RGB] {
    var taken: [RGB] = []
    for colour in wanted {
      let lab = OKLab(linear: colour.linear)
      let free = ANSIPalette.all.filter { !taken.contains($0.colour) }
      taken.append(free.min { $0.lab.distance(to: lab) < $1.lab.distance(to: lab) }?.colour ?? colour)
    }
    return taken
  }
}
