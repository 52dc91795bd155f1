extension String {
  /// These words as one line: what another wrote must not look like a line of the program's own.
  ///
  /// Control characters and the line ends of Unicode become blanks.
  package var asOneLine: String {
    let isBreak = { (scalar: Unicode.Scalar) in
      scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
    }
    guard unicodeScalars.contains(where: isBreak) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { isBreak($0) ? " " : $0 }))
  }
}
