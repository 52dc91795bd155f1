import ExplainerCore

/// Text made safe and visible: what cannot be seen (spaces at a token's edges, newlines, controls, direction marks)
/// becomes a mark, so that nothing in a label can steer the terminal or the page.
struct VisibleText: Sendable, Hashable {
  /// A stretch of text; marks are printed faint.
  struct Run: Sendable, Hashable {
    /// The characters.
    var text: String
    /// Whether they stand for something invisible.
    var isMark: Bool
  }

  /// The stretches in order.
  private(set) var runs: [Run] = []

  /// The label with its edges and invisible characters shown; an empty token reads `∅`.
  init(_ label: Label) {
    self.init(label.text, showsEdges: label.isToken)
    if label.isToken && label.text.isEmpty { append("∅", isMark: true) }
  }

  /// `text` with invisible characters shown, and spaces at its edges as `·` where `showsEdges`.
  init(_ text: String, showsEdges: Bool = false) {
    if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      if !text.isEmpty { runs = [Run(text: text, isMark: false)] }
      return
    }
    let scalars = Array(text.unicodeScalars)
    let first = scalars.firstIndex { $0 != " " } ?? scalars.count
    let last = scalars.lastIndex { $0 != " " } ?? -1
    for (index, scalar) in scalars.enumerated() {
      if showsEdges, scalar == " ", index < first || index > last {
        append("·", isMark: true)
      } else if let mark = Self.mark(for: scalar, inside: index > first && index < last) {
        append(mark, isMark: true)
      } else {
        // A combining mark with nothing to stand on would sit on its neighbour outside the label.
        let needsGround = (runs.last?.isMark ?? true) && Self.combines(scalar)
        append(needsGround ? "◌\(scalar)" : String(scalar), isMark: false)
      }
    }
  }

  /// All characters, marks included.
  var text: String { runs.map(\.text).joined() }
  /// Terminal columns.
  var width: Int { DisplayWidth.of(text) }

  /// The start that fits `columns`, ending in `…` where something is cut off.
  func truncated(to columns: Int) -> VisibleText {
    guard width > columns else { return self }
    var kept = VisibleText("")
    var left = columns - 1
    for run in runs {
      let columns = DisplayWidth.of(run.text)
      if columns <= left {
        kept.append(run.text, isMark: run.isMark)
        left -= columns
      } else {
        let start = DisplayWidth.truncate(run.text, to: left + 1)
        if start.count > 1 { kept.append(String(start.dropLast()), isMark: run.isMark) }
        break
      }
    }
    if columns > 0 { kept.append("…", isMark: true) }
    return kept
  }

  /// The same with a mark behind it.
  func followed(by mark: String) -> VisibleText {
    var longer = self
    if !mark.isEmpty { longer.append(mark, isMark: false) }
    return longer
  }

  private mutating func append(_ text: String, isMark: Bool) {
    if runs.last?.isMark == isMark {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text: text, isMark: isMark))
    }
  }

  private static func combines(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: scalar.value > 0x2FF
    default: false
    }
  }

  /// What stands for a scalar that cannot be seen, or must not be printed; nil for all others.
  ///
  /// Joiners between two characters stay: emoji and several scripts need them.
  private static func mark(for scalar: Unicode.Scalar, inside: Bool) -> String? {
    switch scalar.value {
    case 0x0A: "↵"
    case 0x09: "⇥"
    case 0x00...0x1F: String(Unicode.Scalar(0x2400 + scalar.value) ?? "␀")
    case 0x7F: "␡"
    case 0xA0: "⍽"
    case 0x200C, 0x200D: inside ? nil : hexadecimal(scalar)
    case 0xFE00...0xFE0F: nil
    case 0x80...0x9F, 0xAD, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2000...0x200F,
      0x2028...0x202F, 0x205F...0x206F, 0x3000, 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xFFFE, 0xFFFF,
      0xE0000...0xE0FFF:
      hexadecimal(scalar)
    default:
      switch scalar.properties.generalCategory {
      case .control, .surrogate, .privateUse, .unassigned: hexadecimal(scalar)
      default: nil
      }
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    "⟨\(String(scalar.value, radix: 16))⟩"
  }
}
