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

  /// Kinds are equally light and equally colourful, and have 3 : 1 on paper.
  @Test(arguments: themes) func kindsAreEqual(_ theme: Theme) {
    let kinds = ColourRamp.of(theme).kind
    #expect(Set(kinds).count == ColourRamp.kinds)
    let colours = kinds.map { OKLCH($0) }
    for colour in colours {
      #expect(abs(colour.lightness - colours[0].lightness) < 0.01)
      #expect(abs(colour.chroma - colours[0].chroma) < 0.01)
    }
    for kind in kinds { #expect(kind.contrast(with: theme.paper) >= 3) }
  }

  /// Neighbouring kinds differ by at least 0.07 in OKLab (several just noticeable differences) under normal sight and
  /// under simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira, Fernandes 2009, severity 1).
  @Test(arguments: themes, ColourVision.allCases) func kindsUnderColourVision(
    _ theme: Theme, _ vision: ColourVision
  ) {
    let seen = ColourRamp.of(theme).kind.map { OKLab(linear: vision.see($0.linear)) }
    for (one, next) in zip(seen, seen.dropFirst()) { #expect(one.distance(to: next) >= 0.07) }
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
