import Checkpoints
import Diagnostics

/// Where a checkpoint keeps the weights of a family: what stands before their names, and which of tied ones it holds.
///
/// What stands before is found from all the names together, so that no single one has to be there: `transformer.`,
/// what wrappers leave behind (`_orig_mod.`, `module.`, `base_model.model.`), or nothing.
struct StoredNames: Sendable {
  private(set) var weights: CheckpointWeights
  /// The first words of what stands beside the base model: heads.
  private let heads: [String]
  /// What may stand before names of the base model, the best first.
  let prefixes: [String]
  /// What may stand before heads, the best first.
  let outer: [String]
  private var tied: [String: String] = [:]
  /// The names of weights that are said to be one, stored or not.
  private(set) var tiedNames: Set<String> = []
  /// What was odd.
  var warnings: [String] = []

  /// Looks for a family's weights.
  ///
  /// - Parameters:
  ///   - base: what transformers puts before the names of the base model, such as `transformer`.
  ///   - names: the names every checkpoint of this configuration must hold, without prefix and without those that may
  ///     be tied.
  ///   - heads: the first words of the names that `base` does not stand before.
  /// - Throws: `badData` where the checkpoint holds more than one such model, `unsupported` where the names are those of
  ///   a family that is made alike and computes otherwise.
  init(
    _ weights: CheckpointWeights, base: String, names: [String], heads: [String]
  ) throws(ExplainerError) {
    self.weights = weights
    self.heads = heads
    let usual = ["\(base).", ""]
    let whole = usual.first { prefix in names.allSatisfy { weights.contains(prefix + $0) } }
    let found: String
    if let whole { found = whole } else { found = try Self.prefix(of: Set(names), in: weights) ?? "" }
    // Where some names have the usual prefix and others have none, transformers finds both.
    prefixes = usual.contains(found) ? [found] + usual.filter { $0 != found } : [found]
    let wrapper = found.hasSuffix(usual[0]) ? String(found.dropLast(usual[0].count)) : found
    outer = [wrapper, found, ""]
    try remark(on: found, base: base)
  }

  /// Refuses the prefix of another family, and mentions one that no known program puts there.
  private mutating func remark(on prefix: String, base: String) throws(ExplainerError) {
    let words = prefix.split(separator: ".").map(String.init)
    if let family = words.last, family != base, Self.alike.contains(family) {
      throw ExplainerError(
        .unsupported, "the weights are those of another family by their names", at: [weights.path],
        expected: "'\(base).' before the names, as config.json says what model this is", found: "'\(prefix)'",
        remedy: "Is model_type in config.json right?")
    }
    let own = base.split(separator: ".").map(String.init)
    guard !words.allSatisfy({ Self.wrappers.contains($0) || own.contains($0) }) else { return }
    warnings.append(
      "the names of the weights begin with '\(Self.short(prefix))', which is passed over: are they a model's of "
        + "the family that config.json says?")
  }

  /// What `torch.compile`, `DataParallel`, Lightning and PEFT put before all names.
  private static let wrappers: Set<String> = ["_orig_mod", "module", "model", "base_model"]
  /// The families of transformers 5.24.0 whose weights have BERT's names behind a prefix of their own.
  private static let alike: Set<String> = [
    "bros", "camembert", "data2vec_text", "electra", "ernie", "esm", "layoutlm", "lilt", "longformer", "luke",
    "markuplm", "rembert", "roberta", "roberta_prelayernorm", "roc_bert", "splinter", "tapas", "visual_bert",
    "xlm_roberta",
  ]

  /// What stands before most of the `names` a checkpoint holds; nil where it holds none.
  private static func prefix(
    of names: Set<String>, in weights: CheckpointWeights
  ) throws(ExplainerError) -> String? {
    var counts: [String: Int] = [:]
    for stored in weights.names {
      var start = stored.startIndex
      while !names.contains(String(stored[start...])) {
        guard let dot = stored[start...].firstIndex(of: ".") else {
          start = stored.endIndex
          break
        }
        start = stored.index(after: dot)
      }
      if start < stored.endIndex { counts[String(stored[..<start]), default: 0] += 1 }
    }
    let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let first = ordered.first else { return nil }
    let others = ordered.dropFirst().filter { $0.value == first.value && $0.value == names.count }
    guard others.isEmpty else {
      throw ExplainerError(
        .badData, "there is more than one such model in it", at: [weights.path],
        expected: "one prefix before the names of all weights",
        found: ([first] + others).map { "'\($0.key)'" }.joined(separator: ", "),
        remedy: "Save the model that is meant by itself")
    }
    return first.key
  }

  /// The name in the checkpoint for a name of the family: where it is, or where it should be.
  func callAsFunction(_ name: String) -> String { tied[name] ?? located(name) }

  /// Whether the checkpoint holds a weight under its own name.
  func holds(_ name: String) -> Bool { weights.contains(located(name)) }

  /// Whether it holds any of the weights of a linear map or a norm.
  func holdsPart(_ name: String) -> Bool { holds("\(name).weight") || holds("\(name).bias") }

  /// The shape in which a weight is stored; nil where it is not.
  func shape(of name: String) -> [Int]? { weights.entry(named: self(name))?.shape }

  private func located(_ name: String) -> String {
    let before = isHead(name) ? outer : prefixes
    for name in [name, Self.oldName(name)].compactMap(\.self) {
      if let found = before.lazy.map({ $0 + name }).first(where: weights.contains) { return found }
    }
    return before[0] + name
  }

  /// What TensorFlow called the parameters of norms.
  private static func oldName(_ name: String) -> String? {
    for (new, old) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")]
    where name.hasSuffix(new) {
      return name.dropLast(new.count) + old
    }
    return nil
  }

  private func isHead(_ name: String) -> Bool { heads.contains { name.starts(with: $0 + ".") || name == $0 } }

  /// What is stored of weights that the configuration says are one: what stands for them all, first the one that
  /// transformers ties the others to.
  ///
  /// As in transformers 5.24.0 (`tie_weights`): one that is stored serves all; those that are stored and hold the same
  /// are one; one that holds something else is used in its own place.
  ///
  /// - Parameter mayDiffer: those of which it is no surprise that they hold something else.
  mutating func tie(_ names: [String], mayDiffer: Set<String> = []) throws(ExplainerError) {
    tiedNames.formUnion(names.map(located))
    guard let source = (names.first(where: holds) ?? names.first).map(located) else { return }
    for name in names {
      let storedName = located(name)
      tied[name] = source
      weights.separate(storedName, from: source)
      guard storedName != source, holds(name), try !weights.areEqual(storedName, source) else { continue }
      tied[name] = storedName
      guard !mayDiffer.contains(name), !weights.isSeparate(storedName) else { continue }
      warnings.append(
        "config.json says that '\(Self.short(storedName))' and '\(Self.short(source))' are one weight, but the checkpoint "
          + "holds two that differ: each is used in its own place, as in transformers 5")
    }
  }

  /// Throws `badData` where one of the weights is not stored that the configuration says are not one.
  ///
  /// (transformers 5.24.0 makes them up, at random.)
  func checkUntied(_ names: [String]) throws(ExplainerError) {
    let absent = names.filter { !holds($0) }.map { "'\(located($0))'" }
    guard !absent.isEmpty else { return }
    let list = absent.joined(separator: ", ")
    throw ExplainerError(
      .badData, absent.count == 1 ? "tensor \(list) is missing" : "tensors are missing: \(list)",
      at: [weights.path],
      remedy:
        "config.json says with tie_word_embeddings false that embedding and head are weights of their own; "
        + "if they are one, set it to true")
  }

  /// Has a weight that may be stored be no surprise.
  mutating func ignore(_ name: String) { tiedNames.insert(located(name)) }

  /// Has one weight stand for another that is not stored, and says so.
  mutating func use(_ other: String, for name: String) {
    guard !holds(name), holds(other) else { return }
    tied[name] = located(other)
    warnings.append(
      "the checkpoint has no '\(located(name))', and '\(located(other))' is used for it, as in transformers 4; "
        + "transformers 5 puts zeros there")
  }

  /// A name from the file that is short enough for a message.
  static func short(_ name: String) -> String { name.count > 80 ? "\(name.prefix(79))…" : name }
}
