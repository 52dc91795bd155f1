/// How numbers of a figure are printed.
public enum NumberStyle: Sendable, Hashable {
  /// A share of 1 as percent with two significant digits; below 0.01 % as `<0.01%`.
  case percent
  /// A whole number with thousands separated, such as a rank.
  case integer
  /// A fixed number of decimals.
  case decimal(Int)
}
