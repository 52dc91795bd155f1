import Diagnostics
public import Tensors

extension CheckpointWeights {
  /// The tensors, of the types weights have, that hold NaN or infinities, in the order of their files.
  ///
  /// - Complexity: reads every number once; a few megabytes at a time where they have to be widened.
  public var nonFiniteTensors: [(path: String, name: String, elements: NonFiniteElements)] {
    get throws(ExplainerError) {
      var found: [(String, String, NonFiniteElements)] = []
      for name in names {
        guard let (file, entry) = stored(name), let elements = try file.nonFiniteElements(of: entry) else {
          continue
        }
        found.append((file.path, name, elements))
      }
      return found
    }
  }
}
