import Checkpoints
import Diagnostics
import ExplainerCore
import Files
import HuggingFaceHub
import JSON
import ExplainerHost
import PluginRegistry
import TransformerModels

/// One thing that `models info` tells of a model, in JSON and in words.
struct ModelFact {
  let key: String
  let label: String
  let value: JSONValue
  let words: String

  init(_ key: String, _ label: String, _ value: JSONValue, _ words: String? = nil) {
    self.key = key
    self.label = label
    self.value = value
    self.words = words ?? value.string ?? value.text()
  }
}

extension ModelFact {
  /// What is known of a model that lies here, even of one that cannot be run.
  static func facts(
    of location: ModelLocation, _ reader: ModelReader, entryPoints: [RegisteredEntryPoint]
  ) -> [ModelFact] {
    let folder = location.directory
    let files = FileSystem.entries(of: folder).filter { FileSystem.isFile("\(folder)/\($0)") }
    let size = files.reduce(0) { $0 + (FileSystem.size("\(folder)/\($1)") ?? 0) }
    var facts: [ModelFact] = []
    do {
      let info = try reader.info(of: location)
      facts = [
        ModelFact("family", "family", .string(info.family), "\(info.family) (\(info.kind.rawValue))"),
        ModelFact("layers", "layers", .integer(info.layers)),
        ModelFact("heads", "heads", .integer(info.heads), heads(of: info)),
        ModelFact("hidden_size", "width", .integer(info.hiddenSize)),
        ModelFact(
          "vocabulary_size", "vocabulary", .integer(info.vocabularySize), "\(info.vocabularySize) tokens"),
        ModelFact("context_length", "context", .integer(info.contextLength), "\(info.contextLength) tokens"),
        ModelFact(
          "output_heads", "predicts", JSONValue(info.outputHeads.map(\.rawValue)), info.outputHeadsInWords),
        ModelFact("dtype", "weights", .string(info.dtype)),
      ]
      if let experts = info.experts {
        facts.append(
          ModelFact(
            "experts", "experts", ["count": .integer(experts.count), "chosen": .integer(experts.chosen)],
            "\(experts.count) in a layer, \(experts.chosen) of which read a token"))
      }
      if let attention = info.attention.json {
        facts.append(ModelFact("attention", "attention", attention, info.attention.inWords))
      }
      if !info.labels.isEmpty {
        facts.append(
          ModelFact("labels", "labels", JSONValue(info.labels), info.labels.joined(separator: ", ")))
      }
      if let isTied = info.tiedHead {
        facts.append(
          ModelFact(
            "tied_head", "head", .bool(isTied),
            isTied ? "tied: the token embedding" : "untied: weights of its own"))
      }
      if !info.warnings.isEmpty {
        facts.append(
          ModelFact("warnings", "warning", JSONValue(info.warnings), info.warnings.joined(separator: "; ")))
      }
      if let rules = info.generation {
        facts.append(ModelFact("generation", "generation", rules.json, words(of: rules)))
      }
      let fitting = entryPoints.filter { $0.entryPoint.fits(info) }.map {
        $0.isBuiltIn ? $0.entryPoint.name : $0.qualifiedName
      }
      facts.append(
        ModelFact("entry_points", "runs on it", JSONValue(fitting), fitting.joined(separator: ", ")))
    } catch {
      let family = try? reader.ask(of: location) {
        try ModelConfiguration(path: "\(folder)/config.json").value("model_type") ?? .null
      }
      if let family = family?.string {
        facts.append(ModelFact("family", "family", .string(family)))
      }
      facts.append(ModelFact("problem", "cannot be run", .string("\(error)")))
    }
    facts.append(
      ModelFact("bytes", "size", .integer(size), "\(ByteCount.text(size)) in \(files.count) files"))
    if let revision = location.revision { facts.append(ModelFact("revision", "revision", .string(revision))) }
    if let adapter = location.adapter { facts.append(ModelFact("adapter", "adapter", .string(adapter))) }
    facts.append(ModelFact("directory", "directory", .string(folder)))
    return facts
  }

  /// `16, which share 8 of keys, each 128 wide`: what is as usual is left out.
  private static func heads(of info: ModelInfo) -> String {
    var words = ["\(info.heads)"]
    if info.keyHeads != info.heads { words.append("which share \(info.keyHeads) of keys") }
    if info.headSize * info.heads != info.hiddenSize { words.append("each \(info.headSize) wide") }
    return words.joined(separator: ", ")
  }

  /// `follows min_length 6; with beams num_beams 4; does not follow stop_strings ["a"]`.
  private static func words(of rules: GenerationRules) -> String {
    [("follows", rules.followed), ("with beams", rules.search), ("does not follow", rules.ignored)]
      .filter { !$0.1.isEmpty }
      .map { verb, settings in
        "\(verb) "
          + settings.members.map { "\($0.key) \($0.value.text().prefix(40))" }.joined(separator: ", ")
      }.joined(separator: "; ")
  }

  /// What the Hub tells of a model, and how much of it is here.
  static func facts(of plan: DownloadPlan) -> [ModelFact] {
    let listing = plan.listing
    var facts: [ModelFact] = []
    if let family = listing.family {
      let isKnown = ModelRegistry.families.contains(family)
      facts.append(
        ModelFact(
          "family", "family", .string(family), isKnown ? family : "\(family), which cannot be run yet"))
    }
    if let count = listing.parameters { facts.append(ModelFact("parameters", "parameters", .integer(count))) }
    let weights =
      switch plan.weights {
      case .safetensors: "safetensors"
      case .pickle: "pytorch_model.bin"
      case .none: "none"
      }
    facts.append(
      ModelFact(
        "weights", "weights", .string(weights),
        plan.weights == .none ? "none that can be read" : weights))
    if let license = listing.license { facts.append(ModelFact("license", "licence", .string(license))) }
    let count = plan.missing.count + plan.present.count
    facts += [
      ModelFact("bytes", "size", .integer(plan.size), "\(ByteCount.text(plan.size)) in \(count) files"),
      ModelFact("revision", "revision", .string(plan.commit)),
      ModelFact(
        "bytes_missing", "on this machine", .integer(plan.missingSize),
        plan.missing.isEmpty
          ? "all of it"
          : "not yet: `explainer models download \(plan.id.name)` fetches \(ByteCount.text(plan.missingSize))"
      ),
      ModelFact(
        "files", "files",
        .array(
          (plan.present.map { ($0.name, $0.size) } + plan.missing.map { ($0.name, $0.size) }).map {
            ["name": .string($0.0), "bytes": .integer($0.1)]
          }), (plan.present.map(\.name) + plan.missing.map(\.name)).joined(separator: ", ")),
    ]
    return facts
  }
}
