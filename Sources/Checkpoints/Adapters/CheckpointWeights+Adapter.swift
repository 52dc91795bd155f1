public import Diagnostics

extension CheckpointWeights {
  /// The weights with what `adapter` makes of them.
  ///
  /// - Parameters:
  ///   - adapter: the adapter.
  ///   - isTransposed: whether the family stores linear maps as `[in, out]`, which square ones do not tell.
  public func adapted(by adapter: Adapter, isTransposed: Bool) -> CheckpointWeights {
    var copy = self
    copy.adaptation = Adaptation(adapter, names: Set(fileIndices.keys), isTransposed: isTransposed)
    return copy
  }

  /// Gives a weight that is stored as another one a name of its own, where an adapter changes only one of them.
  public mutating func separate(_ name: String, from source: String) {
    if !contains(name), contains(source) { adaptation?.separate(name, from: source) }
  }

  /// Whether an adapter has given a weight a name of its own that the files do not hold.
  public func isSeparate(_ name: String) -> Bool { adaptation?.shared[name] != nil }

  /// The weights that an adapter changes, sorted.
  public var adaptedNames: [String] { adaptation?.changedNames ?? [] }

  /// Throws `badData` where an adapter changes weights that are not there.
  public func checkAdapter() throws(ExplainerError) {
    guard let adaptation, !adaptation.unplaced.isEmpty else { return }
    let absent = adaptation.unplaced.keys.sorted().map { "'\($0.cut(to: 80))'" }
    throw ExplainerError(
      .badData, "the adapter is for weights that the model does not have", at: [adaptation.file.path],
      found: CheckpointFolder.list(absent),
      remedy: "Is it an adapter of this model, and of a model of this family?")
  }
}
