/// One line of a terminal: stretches of text and how they are written.
struct StyledLine: Sendable, Hashable {
  /// How a stretch of text is written.
  struct Pen: Sendable, Hashable {
    /// The text's colour; nil is the terminal's own.
    var foreground: RGB?
    /// The ground's colour; nil is the terminal's own.
    var background: RGB?
    /// Heavier.
    var isBold = false
    /// Quieter.
    var isFaint = false

    /// As the terminal writes by itself.
    static let plain = Pen()
    /// Quieter.
    static let faint = Pen(isFaint: true)
    /// Heavier.
    static let bold = Pen(isBold: true)
  }

  /// The stretches.
  private(set) var runs: [(text: String, pen: Pen)] = []
  /// Columns so far.
  private(set) var width = 0

  /// A line that starts with `text`.
  init(_ text: String = "", _ pen: Pen = .plain) { append(text, pen) }

  /// Adds text; whatever could steer the terminal is left out, whoever put it there.
  mutating func append(_ text: String, _ pen: Pen = .plain) {
    let isSafe = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
    let clean =
      isSafe
      ? text
      : String(
        String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    guard !clean.isEmpty else { return }
    width += DisplayWidth.of(clean)
    if let last = runs.last, last.pen == pen {
      runs[runs.count - 1].text += clean
    } else {
      runs.append((clean, pen))
    }
  }

  /// Adds visible text, its marks fainter than the rest.
  mutating func append(_ text: VisibleText, _ pen: Pen = .plain) {
    for run in text.runs {
      var runPen = pen
      // On a coloured ground faintness would cost the contrast that the ground's ink was chosen for.
      runPen.isFaint = pen.isFaint || (run.isMark && pen.background == nil)
      append(run.text, runPen)
    }
  }

  /// Adds another line.
  mutating func append(_ other: StyledLine) {
    for (text, pen) in other.runs { append(text, pen) }
  }

  /// Adds spaces up to column `target`.
  mutating func pad(to target: Int, _ pen: Pen = .plain) {
    if target > width { append(String(repeating: " ", count: target - width), pen) }
  }

  static func == (first: StyledLine, second: StyledLine) -> Bool {
    first.runs.elementsEqual(second.runs) { $0.text == $1.text && $0.pen == $1.pen }
  }

  func hash(into hasher: inout Hasher) {
    for (text, pen) in runs {
      hasher.combine(text)
      hasher.combine(pen)
    }
  }
}
