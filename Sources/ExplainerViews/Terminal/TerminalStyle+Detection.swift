extension TerminalStyle {
  /// What the environment says about the terminal.
  ///
  /// `NO_COLOR` (not empty) turns colour off, `CLICOLOR_FORCE` (neither empty nor 0) turns it on where it would be
  /// off; `TERM=dumb` or no terminal mean no colour; `COLORTERM=truecolor|24bit` or a `TERM` ending in `-direct` mean
  /// 24 bits; `COLORFGBG` tells a light ground from a dark one; a valid `COLUMNS` overrides `columns`.
  ///
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - isTerminal: whether the output is a terminal.
  ///   - columns: the terminal's own width, where it says one.
  public static func detect(
    environment: [String: String], isTerminal: Bool, columns: Int? = nil
  ) -> TerminalStyle {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let width = value("COLUMNS").flatMap(Int.init).flatMap { (1...10_000).contains($0) ? $0 : nil }
    return TerminalStyle(
      width: width ?? columns.flatMap { $0 > 0 ? $0 : nil } ?? 80,
      colour: colour(
        term: value("TERM"), colourTerm: value("COLORTERM"), isOff: value("NO_COLOR") != nil,
        isForced: value("CLICOLOR_FORCE").map { $0 != "0" } ?? false, isTerminal: isTerminal),
      ground: ground(value("COLORFGBG")))
  }

  private static func colour(
    term: String?, colourTerm: String?, isOff: Bool, isForced: Bool, isTerminal: Bool
  ) -> Colour {
    if isOff { return .none }
    guard isForced || (isTerminal && term != nil && term != "dumb") else { return .none }
    if ["truecolor", "24bit"].contains(colourTerm?.lowercased()) { return .trueColour }
    return term?.hasSuffix("-direct") == true ? .trueColour : .ansi256
  }

  /// `COLORFGBG` is `foreground;background` in the 16 classic colours; 7 and 9…15 are light.
  private static func ground(_ colours: String?) -> Ground {
    guard let last = colours?.split(separator: ";").last, let number = Int(last) else { return .unknown }
    return number == 7 || (9...15).contains(number) ? .light : .dark
  }
}
