/// What the terminal a figure is drawn in can do.
public struct TerminalStyle: Sendable, Hashable {
  /// How many colours there are.
  public enum Colour: String, Sendable, Hashable, CaseIterable {
    /// No escape sequence is printed; numbers and marks carry everything.
    case none
    /// The 256 colours of xterm.
    case ansi256
    /// 24 bits.
    case trueColour
  }

  /// What colours are printed on.
  public enum Ground: String, Sendable, Hashable, CaseIterable {
    /// Dark text on light.
    case light
    /// Light text on dark.
    case dark
    /// Not known: heat maps paint their own dark ground.
    case unknown
  }

  /// Columns, at least 20; no line is longer.
  public var width: Int
  /// How many colours there are.
  public var colour: Colour
  /// What colours are printed on.
  public var ground: Ground
  /// Whether to print what pages hide behind a disclosure.
  public var showsDetails: Bool

  /// A terminal of `width` columns.
  public init(width: Int = 80, colour: Colour = .none, ground: Ground = .unknown, showsDetails: Bool = false)
  {
    self.width = max(20, width)
    self.colour = colour
    self.ground = ground
    self.showsDetails = showsDetails
  }

  /// The set of colours to draw with.
  var theme: Theme { ground == .light ? .light : .dark }
}
