import ExplainerCore

extension FigureHTML {
  /// An empty place for the view's module to draw in, and what stands there where it cannot: the fallback figures.
  ///
  /// The page's script hides the fallback once the module has drawn; without scripts it stays.
  func html(_ view: ViewFigure) -> String {
    let parts = view.fallback.enumerated().map {
      FigureHTML(figure: $1, anchor: anchor, level: level + 1, part: $0).block
    }
    return """
      <div class="mount"></div>
      <div class="fallback">
      \(parts.joined(separator: "\n"))
      </div>
      """
  }
}
