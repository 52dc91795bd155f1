import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON
import PluginRegistry
import TransformerModels

extension ModelFact {
  /// What is known of a model that lies here, even of one that cannot be run.
  static func facts(
    of location: ModelLocation, _ reader: ModelReader, entryPoints: [RegisteredEntryPoint]
  ) -> [ModelFact] {
    let folder = location.directory
    let files =
      location.isGGUF
      ? GGUFParts.paths(of: folder)
      : FileSystem.entries(of: folder).map { "\(folder)/\($0)" }.filter { FileSystem.isFile($0) }
    let size = files.reduce(0) { $0 + (FileSystem.size($1) ?? 0) }
    var facts: [ModelFact] = []
    do {
      let (info, fit) = try ModelFit.read(location, reader, entryPoints)
      facts = [
        ModelFact("family", "family", .string(info.family), "\(info.family) (\(info.kind.rawValue))"),
        ModelFact("layers", "layers", .integer(info.layers), layers(of: info)),
        ModelFact("heads", "heads", .integer(info.heads), heads(of: info)),
        ModelFact("hidden_size", "width", .integer(info.hiddenSize)),
        ModelFact(
          "vocabulary_size", "vocabulary", .integer(info.vocabularySize), "\(info.vocabularySize) tokens"),
        ModelFact("context_length", "context", .integer(info.contextLength), context(of: info)),
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
      facts += fit.facts
    } catch {
      let family =
        location.isGGUF
        ? nil
        : try? reader.ask(of: location) {
          try ModelConfiguration(path: "\(folder)/config.json").value("model_type") ?? .null
        }
      if let family = family?.string {
        facts.append(ModelFact("family", "family", .string(family)))
      }
      facts.append(ModelFact("problem", "cannot be run", .string("\(error)")))
    }
    facts +=
      (try? location.isGGUF ? contents(ofGGUF: location, reader) : types(ofQuantized: location, reader)) ?? []
    let place = files.count == 1 ? "" : " in \(files.count) files"
    facts.append(ModelFact("bytes", "size", .integer(size), ByteCount.text(size) + place))
    if let revision = location.revision { facts.append(ModelFact("revision", "revision", .string(revision))) }
    if let adapter = location.adapter { facts.append(ModelFact("adapter", "adapter", .string(adapter))) }
    facts.append(ModelFact("directory", "directory", .string(folder)))
    return facts
  }

  /// `1024 tokens`; families without a longest text are read up to a length that no text has.
  private static func context(of info: ModelInfo) -> String {
    info.contextLength < 1 << 20
      ? "\(info.contextLength) tokens" : "as long as a text is (up to \(info.contextLength) tokens)"
  }

  /// `12, beside 6 of the encoder`.
  private static func layers(of info: ModelInfo) -> String {
    "\(info.layers)" + (info.encoder.map { ", beside \($0.layers) of the encoder" } ?? "")
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
}
