import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

/// How like the weights of a checkpoint are to those of a family: by names and shapes, for what a family computes does not show
/// in them.
struct FamilyLikeness {
  let family: String
  /// Of the names the family needs, how many the checkpoint has, in their shapes.
  private let shared: Int
  private let needed: Int
  /// The first weight that is not there, or has another shape; nil where there is none.
  private let missing: String?
  /// Weights beside those, without heads and buffers.
  private let surplus: [String]
  /// How much of what either has both have.
  private let share: Double
  /// How much of the checkpoint's own name for its family is this one's.
  private let likeName: Int

  /// Whether the checkpoint differs from one of the family in its name only.
  private var isWhole: Bool { missing == nil && surplus.isEmpty }

  /// What to say of a checkpoint whose family is not known; nil where its weights are like nobody's.
  ///
  /// - Complexity: O(families × weights); of the weights only names and shapes are read.
  static func remedy(for file: ModelConfiguration, _ weights: CheckpointWeights) -> String? {
    let names = [file.value("model_type")?.string, file.value("architectures")?[0]?.string]
    let own = names.compactMap { $0.map(ModelRegistry.plain) }
    let all = ModelRegistry.families.compactMap { name in
      ModelRegistry.family(named: name).flatMap { try? FamilyLikeness(name, $0, file, weights, own) }
    }
    let whole = all.filter(\.isWhole).sorted(by: { ($1.likeName, $0.family) < ($0.likeName, $1.family) })
    if let first = whole.first {
      let others = whole.dropFirst().map { "'\($0.family)'" }.joined(separator: ", ")
      return "Its weights have the names and shapes of '\(first.family)'"
        + (others.isEmpty ? "" : " (and of \(others))")
        + ": if it computes as such a model does, write \"model_type\": \"\(first.family)\" into config.json"
    }
    guard let nearest = all.max(by: { ($0.share, $0.likeName) < ($1.share, $1.likeName) }),
      nearest.share >= 0.5
    else { return nil }
    let lacks = nearest.missing.map { ", not '\(StoredNames.short($0))'" } ?? ""
    let besides = nearest.surplus.first.map {
      ", and besides '\(StoredNames.short($0))'"
        + (nearest.surplus.count > 1 ? " and \(nearest.surplus.count - 1) more" : "")
    }
    return
      "By its weights it is nearest to '\(nearest.family)', and another model: it has \(nearest.shared) of "
      + "\(nearest.needed) tensors\(lacks)\(besides ?? "")"
  }

  /// - Throws: where the family cannot read the configuration, or the checkpoint has not its last weight.
  private init(
    _ name: String, _ family: ModelRegistry.Family, _ file: ModelConfiguration, _ weights: CheckpointWeights,
    _ own: [String]
  ) throws(ExplainerError) {
    let recipe = try family.recipe(file)
    let always = try Assembly.needs(of: recipe).map(\.name).filter { name in
      !recipe.elsewhere.contains(where: name.contains)
    }
    // Most families are told apart by one name.
    guard let one = always.last, weights.names.contains(where: { $0.hasSuffix(one) }) else {
      throw ExplainerError(.unsupported, "there is no '\(always.last ?? "")'")
    }
    var names = try StoredNames(weights, base: recipe.base, names: always, heads: recipe.headNames)
    try recipe.tie(&names, false)
    var listing = Assembly(recipe.style, names: names)
    _ = try recipe.compose(&listing)
    let found = listing.needed.filter { names.shape(of: $0.name) == $0.shape }
    var head = Assembly(recipe.style, names: names, heads: [.languageModel])
    _ = try recipe.compose(&head)
    let used = Set(head.needed.map { names($0.name) })
    self.family = name
    needed = listing.needed.count
    shared = found.count
    missing = listing.needed.first { names.shape(of: $0.name) != $0.shape }.map { names($0.name) }
    surplus = weights.names.filter { stored in
      !used.contains(stored) && !names.tiedNames.contains(stored)
        && !names.isExpected(stored, recipe.otherHeads + recipe.headNames)
    }
    share = Double(shared) / Double(max(1, needed + surplus.count))
    let plain = ModelRegistry.plain(name)
    likeName = own.contains { $0.contains(plain) } ? plain.count : 0
  }
}
