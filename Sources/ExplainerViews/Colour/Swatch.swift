/// One colour of a scale, independent of the theme.
enum Swatch: Sendable, Hashable {
  /// A step of the magnitude ramp.
  case magnitude(Int)
  /// A step of the sign ramps; below zero orange.
  case sign(Int)
  /// A step of the rank ramp; the last one is rank 1.
  case rank(Int)
  /// A hue.
  case kind(Int)
  /// A step of the way from paper to a hue.
  case strength(kind: Int, Int)

  /// The CSS class: `m12`, `p12`, `n12`, `r12`, `k3`, `k3s7`; the same names in pages and SVG.
  var className: String {
    switch self {
    case .magnitude(let step): "m\(step)"
    case .sign(let step): step < 0 ? "n\(-step)" : "p\(step)"
    case .rank(let step): "r\(step)"
    case .kind(let step): "k\(step)"
    case .strength(let kind, let step): "k\(kind)s\(step)"
    }
  }

  /// Whether this is the bare paper.
  var isPaper: Bool {
    switch self {
    case .magnitude(let step), .sign(let step), .rank(let step), .strength(_, let step): step == 0
    case .kind: false
    }
  }

  /// The colour in `theme`.
  func rgb(_ theme: Theme) -> RGB {
    let ramps = ColourRamp.of(theme)
    func at(_ ramp: [RGB], _ step: Int) -> RGB { ramp[min(max(step, 0), ramp.count - 1)] }
    switch self {
    case .magnitude(let step): return at(ramps.magnitude, step)
    case .sign(let step): return step < 0 ? at(ramps.negative, -step) : at(ramps.positive, step)
    case .rank(let step): return at(ramps.rank, step)
    case .kind(let step): return at(ramps.kind, step)
    case .strength(let kind, let step):
      return at(ramps.strength[min(max(kind, 0), ColourRamp.kinds - 1)], step)
    }
  }

  /// Text on the colour.
  func ink(_ theme: Theme) -> RGB { theme.ink(on: rgb(theme)) }
}
