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

  /// All ramps of both themes by the letters of the classes, and the text colours on them.
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
      return .object(table)
    }
    return ["light": table(.light), "dark": table(.dark)]
  }

  private static func both(_ colour: (Theme) -> RGB) -> String {
    "light-dark(\(colour(.light).css),\(colour(.dark).css))"
  }

  /// The swatches that figures of these kinds may need, now or after a reader's choice.
  private static func used(by figures: [Figure]) -> [Swatch] {
    var kinds: Set<ColourScale.Kind> = []
    for figure in figures {
      switch figure.content {
      case .matrix(let matrix): kinds.insert(matrix.scale.kind)
      case .tokens(let tokens): kinds.insert(tokens.scale.kind)
      case .bars: kinds.insert(.magnitude)
      case .lines: kinds.insert(.kind)
      case .table, .text: break
      }
    }
    let steps = 0..<ColourRamp.levels
    return ColourScale.Kind.allCases.filter(kinds.contains).flatMap { kind -> [Swatch] in
      switch kind {
      case .magnitude: steps.map { .magnitude($0) }
      case .sign: steps.map { .sign($0) } + steps.dropFirst().map { .sign(-$0) }
      case .rank: steps.map { .rank($0) }
      case .kind: (0..<ColourRamp.kinds).map { .kind($0) }
      }
    }
  }
}
