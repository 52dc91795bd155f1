package import TransformerModels

extension WorkerMessage {
  /// What a model tells while it works.
  package init(_ news: ModelNews) {
    self =
      switch news {
      case .stage(let name, let seconds): .stage(name, seconds)
      case .layer(let layer, let layers): .progress(nil, "layer \(layer) of \(layers)")
      }
  }
}
