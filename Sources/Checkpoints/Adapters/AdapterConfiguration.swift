import Diagnostics
import JSON

/// What `adapter_config.json` of a LoRA adapter says of the numbers, as peft 0.21 writes it.
///
/// What is not known there, and says something, is refused: adapters come in many kinds, and one that is computed
/// otherwise gives other numbers without a sign of it.
struct AdapterConfiguration: Sendable {
  /// The model it was made for, as its maker called it.
  let base: String?
  /// Whether magnitudes are learned apart from directions.
  let usesDoRA: Bool
  private let path: String
  private let rank: Int
  private let alpha: Double
  private let ranks: [(pattern: String, value: Double)]
  private let alphas: [(pattern: String, value: Double)]
  private let usesRoot: Bool

  /// Reads the file at `path`.
  ///
  /// - Throws: `notFound`, `badData` for what cannot be read, `unsupported` for adapters of another kind and for what
  ///   would be computed otherwise.
  init(path: String) throws(ExplainerError) {
    let file = try ModelConfiguration(path: path)
    let kind = try file.string("peft_type", default: "nothing")
    guard kind == "LORA" else {
      throw ExplainerError(
        .unsupported, "is the configuration of an adapter of another kind", at: [path],
        expected: "peft_type LORA",
        found: kind, remedy: Self.remedy)
    }
    try Self.checkKeys(of: file)
    self.path = path
    base = file.value("base_model_name_or_path")?.string
    usesDoRA = try file.bool("use_dora", default: false)
    rank = try file.integer("r", default: 8)
    alpha = try file.number("lora_alpha", default: 8)
    usesRoot = try file.bool("use_rslora", default: false)
    ranks = try Self.patterns(file, "rank_pattern")
    alphas = try Self.patterns(file, "alpha_pattern")
  }

  /// What the product of a module's two matrices is multiplied with: α/r, or α/√r.
  ///
  /// - Parameters:
  ///   - module: the module's name.
  ///   - stored: r of the stored matrices.
  /// - Throws: `badData` where the configuration says another r.
  func scale(of module: String, rank stored: Int) throws(ExplainerError) -> Float {
    let said = Self.value(in: ranks, of: module) ?? Double(rank)
    guard said == Double(stored) else {
      throw ExplainerError(
        .badData, "says another rank than the adapter's weights have", at: [path, "'\(module.cut(to: 80))'"],
        expected: "\(stored)", found: "\(Int(said))", remedy: "Are both files of the same adapter?")
    }
    let alpha = Self.value(in: alphas, of: module) ?? alpha
    return Float(usesRoot ? alpha / said.squareRoot() : alpha / said)
  }

  /// How to do without this program's reading of adapters.
  static let remedy =
    "Merge it into its model in Python (`merge_and_unload()` of peft, then `save_pretrained`), and pass that"

  // MARK: - Keys

  /// Keys whose value has no part in what is computed, once the weights are there.
  private static let harmless: Set<String> = [
    "peft_type", "base_model_name_or_path", "use_dora", "r", "lora_alpha", "use_rslora", "rank_pattern",
    "alpha_pattern", "auto_mapping", "bias", "eva_config", "exclude_modules",
    "fan_in_fan_out", "inference_mode", "layers_pattern", "layers_to_transform", "lora_dropout",
    "megatron_core",
    "modules_to_save", "peft_version", "qalora_group_size", "revision", "target_modules", "task_type",
  ]

  private static func checkKeys(of file: ModelConfiguration) throws(ExplainerError) {
    let unknown = file.object.members.filter { key, value in
      if harmless.contains(key) || value.isNull || value.bool == false { return false }
      if value.array?.isEmpty ?? value.object?.members.isEmpty ?? false { return false }
      // Some ways to begin change the weights that are begun with, and peft does so again with each loading.
      let beginnings = ["gaussian", "eva", "orthogonal"]
      return key != "init_lora_weights" || value.bool == nil && !beginnings.contains(value.string ?? "")
    }
    guard !unknown.isEmpty else { return }
    throw ExplainerError(
      .unsupported, "asks for something that is not known here of LoRA adapters", at: [file.path],
      found: unknown.map { "\($0.key) \($0.value.text())".cut(to: 80) }.joined(separator: ", "),
      remedy: remedy)
  }

  /// Numbers for modules by the end of their names, in the order of the file.
  private static func patterns(
    _ file: ModelConfiguration, _ key: String
  ) throws(ExplainerError) -> [(pattern: String, value: Double)] {
    guard let section = try file.section(key) else { return [] }
    var found: [(pattern: String, value: Double)] = []
    for (pattern, _) in section.object.members {
      let name = pattern.hasPrefix("^") ? pattern.dropFirst() : pattern[...]
      guard name.utf8.allSatisfy({ $0 == 0x2E || $0 == 0x5F || $0 == 0x2D || isWordByte($0) }) else {
        throw ExplainerError(
          .unsupported, "names modules by a regular expression", at: [section.path],
          expected: "names of modules, or their ends", found: pattern.cut(to: 80), remedy: remedy)
      }
      found.append((pattern, try section.number(pattern)))
    }
    return found
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  /// As `get_pattern_key` of peft: the first pattern that is a module's name or what stands behind a dot of it.
  private static func value(in patterns: [(pattern: String, value: Double)], of module: String) -> Double? {
    patterns.first { pattern, _ in
      module == (pattern.hasPrefix("^") ? pattern.dropFirst() : pattern[...])
        || module.hasSuffix(".\(pattern)")
    }?.value
  }
}
