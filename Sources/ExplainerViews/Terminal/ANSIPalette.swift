/// The 240 fixed colours of xterm's palette: a cube of 6 × 6 × 6 and 24 greys.
enum ANSIPalette {
  /// The colours by their index.
  static let all: [(index: Int, colour: RGB, lab: OKLab)] = {
    let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
    var colours: [(Int, RGB)] = []
    for red in 0..<6 {
      for green in 0..<6 {
        for blue in 0..<6 {
          colours.append((16 + 36 * red + 6 * green + blue, RGB(steps[red], steps[green], steps[blue])))
        }
      }
    }
    for step in 0..<24 {
      let level = UInt8(8 + 10 * step)
      colours.append((232 + step, RGB(level, level, level)))
    }
    return colours.map { ($0.0, $0.1, OKLab(linear: $0.1.linear)) }
  }()

  /// The colour of the palette that looks most like `colour`; lightness, which carries the value, counts double.
  static func nearest(to colour: RGB) -> (index: Int, colour: RGB) {
    let wanted = OKLab(linear: colour.linear)
    var best = (index: 16, colour: RGB(0, 0, 0))
    var least = Double.infinity
    for (index, candidate, lab) in all {
      let distance = lab.distance(to: wanted) + abs(lab.lightness - wanted.lightness)
      if distance < least { (best, least) = ((index, candidate), distance) }
    }
    return best
  }
}
