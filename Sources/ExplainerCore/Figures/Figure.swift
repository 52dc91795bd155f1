/// A small declarative picture that the host draws in the terminal, in SVG and in HTML.
public struct Figure: Sendable, Hashable {
  /// What is shown, as a sentence without a full stop: "Rank of each candidate …, by layer".
  public var title: String
  /// How to read it, in at most two sentences; always visible.
  public var caption: String
  /// The rest, behind a disclosure: paragraphs separated by blank lines.
  public var details: String
  /// The picture itself.
  public var content: Content

  /// The kinds of picture.
  public enum Content: Sendable, Hashable {
    /// A strip of tokens with one or more weight series.
    case tokens(TokensFigure)
    /// A heat map with row and column labels.
    case matrix(MatrixFigure)
    /// A table.
    case table(TableFigure)
    /// Horizontal bars.
    case bars(BarsFigure)
    /// Lines over a common axis.
    case lines(LinesFigure)
    /// Paragraphs separated by blank lines.
    case text(String)
    /// An interactive view of the plugin's own, with figures for where no script runs.
    case view(ViewFigure)
  }

  /// Creates a figure.
  public init(title: String, caption: String = "", details: String = "", content: Content) {
    self.title = title
    self.caption = caption
    self.details = details
    self.content = content
  }
}
