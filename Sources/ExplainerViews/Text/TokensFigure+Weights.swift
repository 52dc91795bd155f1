import ExplainerCore

extension TokensFigure {
  /// The weights of all series: they share one scale, so that series can be compared.
  var allWeights: [Double] { series.flatMap { $0.weights.compactMap(\.self) } }
}
