import ExplainerCore
import Testing

@testable import ExplainerViews

/// The promises of the colours: lightness carries the value, text can be read, kinds can be told apart.
struct ColourTests {
  static let themes = Theme.allCases

  /// Text roles have 4.5 : 1 on paper, marks 3 : 1.
  @Test(arguments: themes) func roles(_ theme: Theme) {
    for colour in [theme.ink, theme.faint, theme.warning, theme.focus] {
      #expect(colour.contrast(with: theme.paper) >= 4.5)
    }
    #expect(theme.success.contrast(with: theme.paper) >= 3)
  }

  /// Every ramp starts at the paper and changes lightness in one direction only.
  @Test(arguments: themes) func monotone(_ theme: Theme) {
    let ramps = ColourRamp.of(theme)
    for ramp in [ramps.magnitude, ramps.positive, ramps.negative, ramps.rank] {
      #expect(ramp.count == ColourRamp.levels)
      #expect(ramp.first == theme.paper)
      let lightness = ramp.map { OKLCH($0).lightness }
      for (one, next) in zip(lightness, lightness.dropFirst()) {
        #expect(theme == .light ? one > next : one < next)
      }
    }
  }

  /// Steps of the magnitude ramp are about equally large: the scale is linear to the eye.
  @Test(arguments: themes) func even(_ theme: Theme) {
    let lightness = ColourRamp.of(theme).magnitude.map { OKLCH($0).lightness }
    let steps = zip(lightness, lightness.dropFirst()).map { abs($0 - $1) }
    let mean = steps.reduce(0, +) / Double(steps.count)
    for step in steps { #expect(abs(step - mean) < mean * 0.6) }
  }

  /// Numbers in cells can be read on every colour of every scale.
  @Test(arguments: themes) func inkOnSwatches(_ theme: Theme) {
    let steps = 0..<ColourRamp.levels
    let all =
      steps.map { Swatch.magnitude($0) } + steps.map { .sign($0) } + steps.map { .sign(-$0) }
      + steps.map { .rank($0) }
      + (0..<16).map { .kind($0) }
    for swatch in all { #expect(swatch.ink(theme).contrast(with: swatch.rgb(theme)) >= 4.5) }
  }

  /// Rank 1 is set apart from rank 2 by more than ten ordinary steps.
  @Test(arguments: themes) func firstRank(_ theme: Theme) {
    let lightness = ColourRamp.of(theme).rank.suffix(3).map { OKLCH($0).lightness }
    #expect(abs(lightness[2] - lightness[1]) > 10 * abs(lightness[1] - lightness[0]))
  }

  /// Kinds are about equally light and colourful, stand out from the paper by 3 : 1, and keep their hue in both themes.
  @Test(arguments: themes) func kindsAreAlike(_ theme: Theme) {
    let kinds = ColourRamp.of(theme).kind
    #expect(Set(kinds).count == ColourRamp.kinds)
    let colours = kinds.map { OKLCH($0) }
    for colour in colours {
      #expect(abs(colour.lightness - (theme == .light ? 0.59 : 0.75)) < 0.09)
      #expect((0.08...0.17).contains(colour.chroma))
    }
    for kind in kinds { #expect(kind.contrast(with: theme.paper) >= 3) }
    for (light, dark) in zip(ColourRamp.light.kind, ColourRamp.dark.kind) {
      let turn = abs(OKLCH(light).hue - OKLCH(dark).hue)
      #expect(min(turn, 360 - turn) < 4)
    }
  }

  /// To normal sight the first eight kinds are 8 hues, at least 24° apart each; strength is then not mistaken for kind.
  @Test(arguments: themes) func firstKindsByHue(_ theme: Theme) {
    let hues = ColourRamp.of(theme).kind.prefix(8).map { OKLCH($0).hue }.sorted()
    for (one, next) in zip(hues, hues.dropFirst() + [hues[0] + 360]) { #expect(next - one >= 24) }
  }

  /// One colour each, under normal sight and under simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira,
  /// Fernandes 2009, severity 1), in OKLab distances, of which 0.02 is about what can just be noticed: 0.07 between any
  /// two of the first eight, 0.09 between neighbours, 0.035 between any two of the sixteen.
  @Test(arguments: themes, ColourVision.allCases) func kindsUnderColourVision(
    _ theme: Theme, _ vision: ColourVision
  ) {
    let seen = ColourRamp.of(theme).kind.map { OKLab(linear: vision.see($0.linear)) }
    for (one, next) in zip(seen, seen.dropFirst()) { #expect(one.distance(to: next) >= 0.09) }
    for first in seen.indices {
      for second in seen.indices[..<first] {
        #expect(seen[first].distance(to: seen[second]) >= (first < 8 ? 0.07 : 0.035))
      }
    }
  }

  /// The strengths of a kind go from the paper to its colour, one way, and text can be read on all of them.
  @Test(arguments: themes, 0..<16) func strengths(_ theme: Theme, _ kind: Int) {
    let steps = (0...ColourRamp.strengths).map { Swatch.strength(kind: kind, $0) }
    #expect(steps[0].isPaper && steps[0].rgb(theme) == theme.paper)
    #expect(steps[12].rgb(theme) == Swatch.kind(kind).rgb(theme))
    for (one, next) in zip(steps, steps.dropFirst()) {
      let (before, after) = (OKLCH(one.rgb(theme)), OKLCH(next.rgb(theme)))
      #expect(theme == .light ? before.lightness > after.lightness : before.lightness < after.lightness)
      #expect(next.ink(theme).contrast(with: next.rgb(theme)) >= 4.5)
    }
  }

  /// In 256 colours a kind has three strengths, all different from each other and from those of all other kinds, none
  /// of them grey, and text can be read on them.
  @Test(arguments: themes) func ansiStrengths(_ theme: Theme) {
    let colours = (0..<16).flatMap { kind in
      [1, 4, 5, 8, 9, 12].map { ANSIRamp.colour(of: .strength(kind: kind, $0), theme) }
    }
    #expect(Set(colours).count == 48)
    for colour in colours {
      #expect(OKLCH(colour).chroma > 0.02)
      #expect(theme.ink(on: colour).contrast(with: colour) >= 4.5)
    }
    #expect(ANSIRamp.colour(of: .strength(kind: 3, 0), theme) == ANSIRamp.colour(of: .magnitude(0), theme))
  }

  /// OKLCH survives a trip through sRGB.
  @Test func roundTrip() {
    for hex: UInt32 in [0x000000, 0xFFFFFF, 0x1F77B4, 0x9A5B00, 0x131316] {
      let colour = RGB(hex: hex)
      #expect(OKLCH(colour).rgb == colour)
    }
    #expect(abs(OKLCH(RGB(hex: 0xFF0000)).hue - 29.23) < 0.1)
  }

  /// In 256 colours, too, a ramp starts at the paper and never turns back, rank 1 stands apart, and kinds differ.
  @Test(arguments: themes) func ansiRamps(_ theme: Theme) {
    let steps = 0..<ColourRamp.levels
    for ramp in [steps.map { Swatch.magnitude($0) }, steps.map { .sign(-$0) }, steps.map { .rank($0) }] {
      let lightness = ramp.map { OKLCH(ANSIRamp.colour(of: $0, theme)).lightness }
      for (one, next) in zip(lightness, lightness.dropFirst()) {
        #expect(theme == .light ? one >= next : one <= next)
      }
      #expect(Set(lightness).count >= 5)
    }
    #expect(ANSIRamp.colour(of: .rank(63), theme) != ANSIRamp.colour(of: .rank(62), theme))
    #expect(Set((0..<16).map { ANSIRamp.colour(of: .kind($0), theme) }).count == 16)
  }

  /// The palette of 256 colours is hit exactly where it has the colour.
  @Test func ansi() {
    #expect(ANSIPalette.nearest(to: RGB(hex: 0xFFFFFF)).index == 231)
    #expect(ANSIPalette.nearest(to: RGB(0, 95, 135)).index == 24)
    #expect(ANSIPalette.nearest(to: RGB(hex: 0x131316)).index == 233)
  }
}

/// Ways to see colours.
enum ColourVision: CaseIterable, Sendable {
  case normal, protanopia, deuteranopia, tritanopia

  func see(_ light: (red: Double, green: Double, blue: Double)) -> (red: Double, green: Double, blue: Double)
  {
    let rows: [[Double]] =
      switch self {
      case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
      case .protanopia:
        [
          [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
        ]
      case .deuteranopia:
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
      case .tritanopia:
        [
          [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
        ]
      }
    let seen = rows.map { $0[0] * light.red + $0[1] * light.green + $0[2] * light.blue }
    return (seen[0], seen[1], seen[2])
  }
}
