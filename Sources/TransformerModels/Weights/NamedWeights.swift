import Checkpoints
import Diagnostics
import Tensors

/// A model's weights under the names its family uses, wherever the checkpoint keeps them.
struct NamedWeights: Sendable {
  private let tensors: [String: WeightNumbers]
  /// The names in the checkpoint.
  private let storedNames: [String: String]

  /// The names in the checkpoint of what is used.
  var used: Set<String> { Set(storedNames.values) }

  /// The weights a family needs, after checking that all are there.
  ///
  /// - Parameters:
  ///   - needed: the family's names, with the shapes that `config.json` asks for.
  ///   - stored: the name in the checkpoint for a name of the family; several may share one tensor.
  /// - Throws: as `CheckpointWeights.tensors`.
  init(
    _ weights: CheckpointWeights, needed: [(name: String, shape: [Int])],
    stored: (String) -> String
  ) throws(ExplainerError) {
    var storedNames: [String: String] = [:]
    var wanted: [(name: String, shape: [Int])] = []
    var seen: Set<String> = []
    for (name, shape) in needed {
      let storedName = stored(name)
      storedNames[name] = storedName
      if seen.insert(storedName).inserted { wanted.append((storedName, shape)) }
    }
    let found = try weights.tensors(wanted)
    tensors = storedNames.compactMapValues { found[$0] }
    self.storedNames = storedNames
  }

  func stored(_ name: String) throws(ExplainerError) -> WeightNumbers {
    if let tensor = tensors[name] { return tensor }
    throw ExplainerError(.internalFault, "tensor '\(name)' was used but not asked for")
  }

  /// The tensor `name`, or those that make up the part `name`, with their names in the checkpoint.
  func tensors(named name: String) -> [(stored: String, tensor: WeightNumbers)] {
    tensors.keys.filter { $0 == name || $0.hasPrefix(name + ".") }.sorted().compactMap { key in
      guard let stored = storedNames[key], let tensor = tensors[key] else { return nil }
      return (stored, tensor)
    }
  }
}
