import Checkpoints
import Diagnostics
import Tensors

extension Activation {
  /// The function that a key of a configuration names.
  ///
  /// - Throws: `unsupported` for one that is not known.
  init(_ file: ModelConfiguration, _ key: String, default fallback: String) throws(ExplainerError) {
    let name = try file.string(key, default: fallback)
    guard let activation = Activation(named: name) else {
      throw ExplainerError(
        .unsupported, "the activation function is not known", at: [file.path],
        expected: Activation.allCases.map(\.rawValue).joined(separator: ", "), found: name)
    }
    self = activation
  }
}

extension ModelConfiguration {
  /// Throws `badData` unless the heads divide the width; `keys` is what the configuration calls them.
  func checkHeads(
    _ heads: Int, divide width: Int, keys: (heads: String, width: String)
  ) throws(ExplainerError) {
    guard width % heads == 0 else {
      throw ExplainerError(
        .badData, "the heads do not divide the width", at: [path],
        expected: "\(keys.width) as a multiple of \(keys.heads)",
        found: "\(keys.width) \(width), \(keys.heads) \(heads)")
    }
  }

  /// Throws `unsupported` where a truth value is not the one that can be computed.
  func refuse(_ key: String, unless known: Bool, _ reason: String) throws(ExplainerError) {
    guard try bool(key, default: known) == known else {
      throw ExplainerError(
        .unsupported, reason, at: [path], expected: "\(key) \(known)", found: "\(!known)")
    }
  }
}
