import Tensors

extension NamedWeights {
  /// The first weight among `readings` that is not finite where it is read, by its name in the checkpoint.
  func nonFiniteElements(of readings: [WeightReading]) -> (name: String, elements: NonFiniteElements)? {
    for reading in readings {
      for (stored, tensor) in tensors(named: reading.name) {
        guard let rows = reading.rows else {
          if let elements = tensor.widened.nonFiniteElements() { return (stored, elements) }
          continue
        }
        guard var elements = tensor.gatheringRows(rows).nonFiniteElements() else { continue }
        elements.first[0] = rows[elements.first[0]]
        return (stored, elements)
      }
    }
    return nil
  }
}
