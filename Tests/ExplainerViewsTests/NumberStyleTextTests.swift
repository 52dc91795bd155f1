import ExplainerCore
import Testing

@testable import ExplainerViews

/// Numbers are printed without a locale and never with more digits than are true.
struct NumberStyleTextTests {
  /// Two significant digits; what is not nothing does not read 0, what is not everything does not read 100 %.
  @Test(arguments: [
    (0, "0%"), (1, "100%"), (0.12731227, "13%"), (0.0700217, "7.0%"), (0.0995, "10%"), (0.00949, "0.95%"),
    (0.00995, "1.0%"), (0.0099, "0.99%"), (0.000995, "0.10%"), (0.000123, "0.012%"), (0.0001, "0.010%"),
    (0.00009, "<0.01%"), (0.994, "99%"), (0.996, ">99%"), (0.99999, ">99%"), (-0.13, "−13%"),
    (-0.00001, ">−0.01%"),
    (12.34, "1,234%"), (Double.nan, "NaN"), (.infinity, "∞"), (-.infinity, "−∞"),
    (Double.leastNonzeroMagnitude, "<0.01%"),
  ])
  func percent(_ value: Double, _ text: String) { #expect(NumberStyle.percent.text(value) == text) }

  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (1, "1"), (999, "999"), (1000, "1,000"), (50257, "50,257"),
    (1_234_567, "1,234,567"),
    (-1234, "−1,234"), (0.4, "0"), (0.5, "1"), (-0.4, "0"),
  ])
  func integer(_ value: Double, _ text: String) { #expect(NumberStyle.integer.text(value) == text) }

  @Test(arguments: [
    (3.14159, 2, "3.14"), (-31.25, 2, "−31.25"), (-0.001, 2, "0.00"), (0.05, 1, "0.1"), (2, 0, "2"),
    (0.5, 3, "0.500"),
    (0.00004, 4, "4.0e-5"), (-0.0000123, 4, "−1.2e-5"), (0.00006, 4, "0.0001"), (9.96e-7, 4, "1.0e-6"),
    (3e-12, 3, "3.0e-12"),
    (0, 4, "0.0000"), (0.00004, 2, "0.00"), (.leastNonzeroMagnitude, 4, "4.9e-324"),
    (1e300, 2, "1e+300"), (1, -4, "1"), (1, 99, "1.000000000000000"),
  ])
  func decimal(_ value: Double, _ places: Int, _ text: String) {
    #expect(NumberStyle.decimal(places).text(value) == text)
  }

  /// Residuals of any size are readable.
  @Test(arguments: [
    (2.4e-7, "2.4e-7"), (0.31, "0.31"), (0.123456, "0.123"), (9.999, "10"), (123456, "123456"),
    (1.5e9, "1.5e9"),
    (-0.00000012345, "−1.23e-7"), (0, "0"), (1e-300, "1e-300"),
  ])
  func significant(_ value: Double, _ text: String) { #expect(NumberStyle.significant(value) == text) }
}
