import ExplainerCore

extension TokensFigure {
  /// The most tokens that carry their positions in print; longer strips tell them on request.
  static let numberedLimit = 64

  /// The weights of all series: they share one scale, so that series can be compared.
  var allWeights: [Double] { series.flatMap { $0.weights.compactMap(\.self) } }
}
