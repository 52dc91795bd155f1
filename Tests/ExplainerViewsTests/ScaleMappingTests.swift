import ExplainerCore
import Testing

@testable import ExplainerViews

/// From numbers to colours.
struct ScaleMappingTests {
  /// Magnitudes start at zero, which is the paper, unless the figure says otherwise.
  @Test func magnitude() {
    let mapping = ScaleMapping(ColourScale(.magnitude, quantity: ""), values: [0.2, 0.4])
    #expect(mapping.swatch(0) == .magnitude(0))
    #expect(mapping.swatch(0.4) == .magnitude(63))
    #expect(mapping.swatch(0.2) == .magnitude(32))
    #expect(mapping.swatch(9) == .magnitude(63))
    #expect(mapping.swatch(.nan) == nil)
  }

  /// Signs are symmetric about zero, whatever the data.
  @Test func sign() {
    let mapping = ScaleMapping(ColourScale(.sign, quantity: ""), values: [-1, 4])
    #expect(mapping.swatch(4) == .sign(63))
    #expect(mapping.swatch(-4) == .sign(-63))
    #expect(mapping.swatch(0) == .sign(0))
    #expect((mapping.lower, mapping.upper) == (-4, 4))
  }

  /// Rank 1 stands apart; from 2 on the ramp falls with the logarithm.
  @Test func rank() throws {
    let mapping = ScaleMapping(ColourScale(.rank, quantity: ""), values: [1, 5000])
    #expect(mapping.swatch(1) == .rank(63))
    #expect(mapping.swatch(2) == .rank(62))
    #expect(mapping.swatch(5000) == .rank(0))
    guard case .rank(let middle)? = mapping.swatch(100) else { throw ExpectedRank() }
    #expect((25...37).contains(middle))
  }
  private struct ExpectedRank: Error {}

  /// Kinds past 16 share hues, and say so.
  @Test func kind() {
    let mapping = ScaleMapping(ColourScale(.kind, quantity: ""), values: [0, 20])
    #expect(mapping.swatch(17) == .kind(1))
    #expect(mapping.swatch(-1) == .kind(15))
    #expect(mapping.kindsRepeat)
    #expect(!ScaleMapping(ColourScale(.kind, quantity: ""), values: [0, 15]).kindsRepeat)
  }

  /// No data, equal values, infinities and wild domains give a scale all the same.
  @Test(arguments: ColourScale.Kind.allCases) func degenerate(_ kind: ColourScale.Kind) {
    let domains: [ClosedRange<Double>?] = [
      nil, 0...0, -5 ... -5, -.infinity...1, 0 ... .greatestFiniteMagnitude,
    ]
    for domain in domains {
      for values in [[], [0], [7, 7], [-.infinity, .nan, .infinity], [.greatestFiniteMagnitude, -1]]
        as [[Double]]
      {
        let mapping = ScaleMapping(ColourScale(kind, domain: domain, quantity: ""), values: values)
        for value in [0, 1, -3, 1e308, -1e308, .infinity, -.infinity, .nan] as [Double] {
          if let swatch = mapping.swatch(value) { #expect(swatch.rgb(.light).css.utf8.count == 7) }
        }
        #expect(mapping.legendTicks.count <= 12)
      }
    }
  }
}
