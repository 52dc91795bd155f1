import Glibc

/// A colour by perceived lightness, chroma and hue.
///
/// Source: Björn Ottosson, “A perceptual color space for image processing” (2020).
struct OKLCH: Sendable, Hashable {
  /// Perceived lightness, 0…1.
  var lightness: Double
  /// Distance from grey, from 0; about 0.3 at most.
  var chroma: Double
  /// The hue in degrees.
  var hue: Double

  /// A colour from its coordinates.
  init(_ lightness: Double, _ chroma: Double, _ hue: Double) {
    (self.lightness, self.chroma, self.hue) = (lightness, chroma, hue)
  }

  /// The coordinates of a colour.
  init(_ colour: RGB) {
    let lab = OKLab(linear: colour.linear)
    self.init(lab.lightness, (lab.a * lab.a + lab.b * lab.b).squareRoot(), atan2(lab.b, lab.a) * 180 / .pi)
    if hue < 0 { hue += 360 }
  }

  /// The colour in sRGB; where that space ends, chroma is given up and lightness and hue are kept.
  var rgb: RGB {
    var (low, high) = (0.0, chroma)
    if let colour = Self.inside(self) { return colour }
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if Self.inside(OKLCH(lightness, middle, hue)) == nil { high = middle } else { low = middle }
    }
    return Self.inside(OKLCH(lightness, low, hue)) ?? RGB(hex: lightness < 0.5 ? 0 : 0xFFFFFF)
  }

  private static func inside(_ colour: OKLCH) -> RGB? {
    let angle = colour.hue * .pi / 180
    let lab = OKLab(lightness: colour.lightness, a: colour.chroma * cos(angle), b: colour.chroma * sin(angle))
    let light = lab.linear
    func channel(_ value: Double) -> UInt8? {
      guard value > -0.0005, value < 1.0005 else { return nil }
      let clamped = min(max(value, 0), 1)
      let encoded = clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * pow(clamped, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
    guard let red = channel(light.red), let green = channel(light.green), let blue = channel(light.blue)
    else { return nil }
    return RGB(red, green, blue)
  }
}
