import ExplainerCore
import JSON

/// The colours of a page: style rules for what is drawn as HTML, tables for what the script draws.
enum PageColours {
  /// The rules for the theme and for the scales that `figures` use.
  static func style(for figures: [Figure]) -> String {
    let roles: [(name: String, colour: (Theme) -> RGB)] = [
      ("paper", { $0.paper }), ("ink", { $0.ink }), ("faint", { $0.faint }), ("hairline", { $0.hairline }),
      ("warning", { $0.warning }), ("success", { $0.success }), ("focus", { $0.focus }),
    ]
    let variables = roles.map { "--\($0.name):\(both($0.colour))" }
    var rules = [":root{\(variables.joined(separator: ";"))}"]
    for swatch in used(by: figures) {
      let name = swatch.className
      let colour = both(swatch.rgb)
      let ink = both(swatch.ink)
      rules.append(".\(name){background:\(colour);color:\(ink)}")
      guard case .kind = swatch else { continue }
      rules.append("svg .\(name){fill:\(colour)}svg .s\(name){stroke:\(colour)}")
    }
    return rules.joined(separator: "\n")
  }

  /// All ramps of both themes by the letters of the classes; for the strengths of kinds also the text colours on them.
  static var palette: JSONValue {
    func table(_ theme: Theme) -> JSONValue {
      let ramps = ColourRamp.of(theme)
      var table: JSONObject = ["paper": .string(theme.paper.css), "ink": .string(theme.ink.css)]
      table["faint"] = .string(theme.faint.css)
      for (letter, ramp) in [
        ("m", ramps.magnitude), ("p", ramps.positive), ("n", ramps.negative), ("r", ramps.rank),
        ("k", ramps.kind),
      ] {
        table[letter] = .array(ramp.map { .string($0.css) })
      }
      table["ks"] = .array(ramps.strength.map { .array($0.map { .string($0.css) }) })
      table["ksi"] = .array(ramps.strength.map { .array($0.map { .string(theme.ink(on: $0).css) }) })
      return .object(table)
    }
    return ["light": table(.light), "dark": table(.dark)]
  }

  private static func both(_ colour: (Theme) -> RGB) -> String {
    "light-dark(\(colour(.light).css),\(colour(.dark).css))"
  }

  /// The swatches that `figures` may need, now or after a reader's choice.
  private static func used(by figures: [Figure]) -> [Swatch] {
    var needs = Needs()
    for figure in figures { needs.add(figure.content) }
    let steps = 0..<ColourRamp.levels
    let scales = ColourScale.Kind.allCases.filter(needs.scales.contains).flatMap { kind -> [Swatch] in
      switch kind {
      case .magnitude: steps.map { .magnitude($0) }
      case .sign: steps.map { .sign($0) } + steps.dropFirst().map { .sign(-$0) }
      case .rank: steps.map { .rank($0) }
      case .kind: []
      }
    }
    let hues = needs.hues.union(needs.strengths).sorted().map { Swatch.kind($0) }
    let strengths = needs.strengths.sorted().flatMap { kind in
      (0...ColourRamp.strengths).map { Swatch.strength(kind: kind, $0) }
    }
    return scales + hues + strengths
  }

  /// The colours that some figures need.
  private struct Needs {
    /// Whole scales.
    var scales: Set<ColourScale.Kind> = []
    /// Hues at their full strength.
    var hues: Set<Int> = []
    /// Hues at every strength.
    var strengths: Set<Int> = []

    /// Adds what a figure needs; a view may paint anything by kinds.
    mutating func add(_ content: Figure.Content) {
      let all = 0..<ColourRamp.kinds
      switch content {
      case .matrix(let matrix):
        scales.insert(matrix.scale.kind)
        if matrix.scale.kind == .kind { hues.formUnion(all) }
      case .tokens(let tokens):
        for series in tokens.series {
          if let kinds = series.kinds {
            strengths.formUnion(kinds.compactMap { $0.map(ScaleMapping.hue) })
          } else {
            scales.insert(tokens.scale.kind)
            if tokens.scale.kind == .kind { hues.formUnion(all) }
          }
        }
      case .bars: scales.insert(.magnitude)
      case .lines: hues.formUnion(all)
      case .table(let table): hues.formUnion((table.rowKinds ?? []).compactMap { $0.map(ScaleMapping.hue) })
      case .view(let view):
        strengths.formUnion(all)
        for figure in view.fallback { add(figure.content) }
      case .text: break
      }
    }
  }
}
