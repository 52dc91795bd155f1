public import ExplainerCore

/// Draws explanations for a terminal: the same figures as on a page, in characters and, where there are any, colours.
///
/// Nothing in a document can steer the terminal: control characters and escape sequences in tokens and titles are
/// shown as marks. No line is longer than the terminal is wide; what does not fit is left out with a line saying so.
/// Text that runs right to left is printed in logical order, and terminals that reorder it may also move the number
/// beside it.
public struct TerminalRenderer: Sendable {
  /// The terminal.
  public let style: TerminalStyle

  /// A renderer for `style`.
  public init(style: TerminalStyle) { self.style = style }

  /// The whole document: what was asked, the figures, the checks; ends with a line feed.
  public func render(_ document: ExplanationDocument) -> String {
    var lines = header(of: document)
    for figure in document.explanation.figures { lines += [StyledLine()] + self.lines(of: figure) }
    let checks = self.checks(document.explanation.checks)
    if !checks.isEmpty { lines += [StyledLine()] + checks }
    return encode(lines)
  }

  /// One figure with its title, legend and caption; ends with a line feed.
  public func render(_ figure: Figure) -> String { encode(lines(of: figure)) }

  private func encode(_ lines: [StyledLine]) -> String {
    let encoder = TerminalEncoder(style: style)
    return lines.map { encoder.text(of: $0) + "\n" }.joined()
  }

  // MARK: - Parts

  private func header(of document: ExplanationDocument) -> [StyledLine] {
    let summary = DocumentSummary(document)
    return wrapped(([summary.entryPoint, summary.model] + summary.texts).joined(separator: " · "), .faint)
  }

  private func lines(of figure: Figure) -> [StyledLine] {
    var lines = Paragraphs.of(figure.title).flatMap { wrapped($0, .bold) }
    lines += body(of: figure)
    lines += Paragraphs.of(figure.caption).flatMap { wrapped($0, .faint) }
    guard style.showsDetails, !figure.details.isEmpty else { return lines }
    for paragraph in Paragraphs.of(figure.details) { lines += [StyledLine()] + wrapped(paragraph, .faint) }
    return lines
  }

  private func body(of figure: Figure) -> [StyledLine] {
    do { try figure.validate() } catch { return wrapped("cannot be drawn: \(error)", warning) }
    return switch figure.content {
    case .tokens(let figure): lines(of: figure)
    case .matrix(let figure): lines(of: figure)
    case .table(let figure): lines(of: figure)
    case .bars(let figure): lines(of: figure)
    case .lines(let figure): lines(of: figure)
    case .text(let text):
      Array(Paragraphs.of(text).map { wrapped($0, .plain) }.joined(separator: [StyledLine()]))
    case .view(let view):
      // Its own title stands apart from the first figure's.
      (view.fallback.first?.title.isEmpty ?? true ? [] : [StyledLine()])
        + view.fallback.map(lines).joined(separator: [StyledLine()])
    }
  }

  private func checks(_ checks: [Check]) -> [StyledLine] {
    guard !checks.isEmpty else { return [] }
    let passed = checks.filter(\.passed).map { "\($0.name) \(CheckText.value($0))" }
    var lines: [StyledLine] = []
    for check in checks where !check.passed {
      let words = "check failed: \(check.name) \(CheckText.value(check)) — \(check.meaning)"
      lines += wrapped(VisibleText(words).text, warning)
    }
    if !passed.isEmpty {
      lines += wrapped(VisibleText("checks: " + passed.joined(separator: " · ")).text, .faint)
    }
    return lines
  }

  // MARK: - For the figures

  /// How a warning is written.
  var warning: StyledLine.Pen {
    StyledLine.Pen(foreground: style.ground == .unknown ? RGB(hex: 0xC98500) : theme.warning)
  }
  /// The set of colours.
  var theme: Theme { style.theme }

  /// `text` on lines that fit.
  func wrapped(_ text: String, _ pen: StyledLine.Pen) -> [StyledLine] {
    Paragraphs.wrap(text, columns: style.width).map { StyledLine($0, pen) }
  }

  /// The colour this terminal shows for a swatch.
  func colour(of swatch: Swatch) -> RGB {
    style.colour == .ansi256 ? ANSIRamp.colour(of: swatch, theme) : swatch.rgb(theme)
  }

  /// How text on a swatch is written; nothing where there are no colours, nor for paper on a known ground.
  func pen(on swatch: Swatch?, isBold: Bool = false) -> StyledLine.Pen {
    guard let swatch, style.colour != .none, !(swatch.isPaper && style.ground != .unknown) else {
      return StyledLine.Pen(isBold: isBold)
    }
    // The ink is chosen for the colour that is really shown, not for the one that was wanted.
    let ground = colour(of: swatch)
    return StyledLine.Pen(foreground: theme.ink(on: ground), background: ground, isBold: isBold)
  }
}
