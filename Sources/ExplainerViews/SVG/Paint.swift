/// What something in a drawing is painted with: a role of the theme, a swatch, or what can be read on a swatch.
enum Paint: Sendable, Hashable {
  /// Roles of the theme.
  case paper, ink, faint, hairline, warning
  /// A colour of a scale.
  case swatch(Swatch)
  /// Text on a colour of a scale.
  case onSwatch(Swatch)

  /// The CSS class.
  var className: String {
    switch self {
    case .paper: "paper"
    case .ink: "ink"
    case .faint: "faint"
    case .hairline: "hair"
    case .warning: "warn"
    case .swatch(let swatch): swatch.className
    case .onSwatch(let swatch): "t" + swatch.className
    }
  }

  /// The colour in `theme`.
  func rgb(_ theme: Theme) -> RGB {
    switch self {
    case .paper: theme.paper
    case .ink: theme.ink
    case .faint: theme.faint
    case .hairline: theme.hairline
    case .warning: theme.warning
    case .swatch(let swatch): swatch.rgb(theme)
    case .onSwatch(let swatch): swatch.ink(theme)
    }
  }
}
