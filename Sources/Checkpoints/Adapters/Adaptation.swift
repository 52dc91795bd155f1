import Diagnostics
import Tensors

/// An adapter's changes under the names of the checkpoint they are made to.
struct Adaptation: Sendable {
  /// The adapter's file.
  let file: TensorFile
  /// What is added to weights, by their names in the checkpoint.
  private var changes: [String: LowRankChange] = [:]
  /// What takes the place of weights, or is there beside them.
  private let replacements: [String: StoredTensor]
  /// Changes of weights that the checkpoint does not hold under names of their own, by the adapter's names.
  private(set) var unplaced: [String: LowRankChange] = [:]
  /// Weights that the checkpoint holds as others, by name; each is what is stored there, before any change.
  private(set) var shared: [String: String] = [:]
  /// Whether square weights of linear maps are `[in, out]`.
  private let isTransposed: Bool

  /// Finds the weights that `adapter` changes among these.
  init(_ adapter: Adapter, names: Set<String>, isTransposed: Bool) {
    file = adapter.file
    self.isTransposed = isTransposed
    let places = AdaptedNames(
      adapter.changes.keys.sorted() + adapter.replacements.keys.sorted(), among: names)
    for (name, change) in adapter.changes {
      if let place = places[name] { changes[place] = change } else { unplaced[name] = change }
    }
    replacements = Dictionary(
      adapter.replacements.map { (places[$0.key] ?? $0.key, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The names of whole weights, stored in the checkpoint or not.
  var addedNames: [String] { (Array(replacements.keys) + shared.keys).sorted() }

  /// The names of the weights that are not what the checkpoint holds.
  var changedNames: [String] { (Array(changes.keys) + replacements.keys).sorted() }

  /// Whether there is such a weight beyond those of the checkpoint.
  func adds(_ name: String) -> Bool { replacements[name] != nil || shared[name] != nil }

  /// Whether something is added to a weight.
  func isChanged(_ name: String) -> Bool { changes[name] != nil }

  /// What stands in a weight's place.
  func replacement(of name: String) -> (file: TensorFile, entry: StoredTensor)? {
    replacements[name].map { (file, $0) }
  }

  /// A weight with what is added to it.
  ///
  /// - Throws: `badShape` where the change is for another.
  func changed(_ tensor: Tensor, _ name: String) throws(ExplainerError) -> Tensor {
    try changes[name]?.applied(to: tensor, isTransposed: isTransposed) ?? tensor
  }

  /// Gives a weight that the checkpoint holds as another one a name of its own, where only one of them is adapted.
  ///
  /// So peft has it: of two modules that share a weight each has its own changes.
  mutating func separate(_ name: String, from source: String) {
    let own = unplaced.keys.first { $0 == name || name.hasSuffix(".\($0)") || $0.hasSuffix(".\(name)") }
    guard own != nil || isChanged(source) || replacements[source] != nil else { return }
    shared[name] = source
    if let own { changes[name] = unplaced.removeValue(forKey: own) }
  }
}
