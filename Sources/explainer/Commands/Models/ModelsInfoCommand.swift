import PluginRegistry
import ArgumentParser
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import TransformerModels

/// `explainer models info NAME`: what a model is.
struct ModelsInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract:
      "Tell what a model is: family, layers, size, where it lies; of one that is not here what the Hub tells."
  )

  @Argument(help: "An embedded model, a directory, or a Hugging Face id.", completion: .models) var name:
    String
  @Flag(help: "Ask the Hub even of a model that is here.") var remote = false
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let catalog = ModelCatalog(.current())
    let facts: [Fact]
    if remote {
      guard let id = catalog.locator.hubID(of: name) else {
        throw ExplainerError(
          .badParameter, "'\(name)' is no name on the Hub", expected: "[organisation/]name[@revision]")
      }
      facts = Self.facts(of: try catalog.hub.plan(id))
    } else {
      do {
        facts = try Self.facts(of: try catalog.locate(name))
      } catch let absence as ExplainerError
        where absence.code == .notFound && !catalog.hub.settings.isOffline
      {
        guard let id = catalog.locator.hubID(of: name) else { throw absence }
        facts = Self.facts(of: try catalog.hub.plan(id))
      }
    }
    if json {
      StandardOutput.writeLine(
        JSONValue.object(JSONObject([("name", .string(name))] + facts.map { ($0.key, $0.value) })).text(
          pretty: true))
      return
    }
    let width = facts.map(\.label.count).max() ?? 0
    StandardOutput.writeLine(
      ([name]
        + facts.map { "  \($0.label)\(String(repeating: " ", count: width - $0.label.count))  \($0.words)" })
        .joined(separator: "\n"))
  }

  private struct Fact {
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

  private static func facts(of location: ModelLocation) throws -> [Fact] {
    let folder = location.directory
    let files = FileSystem.entries(of: folder).filter { FileSystem.isFile("\(folder)/\($0)") }
    let size = files.reduce(0) { $0 + (FileSystem.size("\(folder)/\($1)") ?? 0) }
    var facts: [Fact] = []
    do {
      let info = try ModelLoader.load(location).info
      facts = [
        Fact("family", "family", .string(info.family), "\(info.family) (\(info.kind.rawValue))"),
        Fact("layers", "layers", .integer(info.layers)), Fact("heads", "heads", .integer(info.heads)),
        Fact("hidden_size", "width", .integer(info.hiddenSize)),
        Fact("vocabulary_size", "vocabulary", .integer(info.vocabularySize), "\(info.vocabularySize) tokens"),
        Fact("context_length", "context", .integer(info.contextLength), "\(info.contextLength) tokens"),
        Fact(
          "output_heads", "predicts", JSONValue(info.outputHeads.map(\.rawValue)), info.outputHeadsInWords),
        Fact("dtype", "weights", .string(info.dtype)),
      ]
      if !info.labels.isEmpty {
        facts.append(Fact("labels", "labels", JSONValue(info.labels), info.labels.joined(separator: ", ")))
      }
      if let isTied = info.tiedHead {
        facts.append(
          Fact(
            "tied_head", "head", .bool(isTied),
            isTied ? "tied: the token embedding" : "untied: weights of its own"))
      }
      if !info.warnings.isEmpty {
        facts.append(
          Fact("warnings", "warning", JSONValue(info.warnings), info.warnings.joined(separator: "; ")))
      }
      if let rules = info.generation {
        facts.append(Fact("generation", "generation", rules.json, Self.words(of: rules)))
      }
    } catch let error as ExplainerError {
      let configuration = try? ModelConfiguration(path: "\(folder)/config.json")
      if let family = configuration?.value("model_type")?.string {
        facts.append(Fact("family", "family", .string(family)))
      }
      facts.append(Fact("problem", "cannot be run", .string("\(error)")))
    }
    facts.append(Fact("bytes", "size", .integer(size), "\(ByteCount.text(size)) in \(files.count) files"))
    if let revision = location.revision { facts.append(Fact("revision", "revision", .string(revision))) }
    facts.append(Fact("directory", "directory", .string(folder)))
    return facts
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

  private static func facts(of plan: DownloadPlan) -> [Fact] {
    let listing = plan.listing
    var facts: [Fact] = []
    if let family = listing.family {
      let isKnown = ModelRegistry.families.contains(family)
      facts.append(
        Fact("family", "family", .string(family), isKnown ? family : "\(family), which cannot be run yet"))
    }
    if let count = listing.parameters { facts.append(Fact("parameters", "parameters", .integer(count))) }
    let weights =
      switch plan.weights {
      case .safetensors: "safetensors"
      case .pickle: "pytorch_model.bin"
      case .none: "none"
      }
    facts.append(
      Fact(
        "weights", "weights", .string(weights),
        plan.weights == .safetensors ? weights : "\(weights), which cannot be read"))
    if let license = listing.license { facts.append(Fact("license", "licence", .string(license))) }
    let count = plan.missing.count + plan.present.count
    facts += [
      Fact("bytes", "size", .integer(plan.size), "\(ByteCount.text(plan.size)) in \(count) files"),
      Fact("revision", "revision", .string(plan.commit)),
      Fact(
        "bytes_missing", "on this machine", .integer(plan.missingSize),
        plan.missing.isEmpty
          ? "all of it"
          : "not yet: `explainer models download \(plan.id.name)` fetches \(ByteCount.text(plan.missingSize))"
      ),
      Fact(
        "files", "files",
        .array(
          (plan.present.map { ($0.name, $0.size) } + plan.missing.map { ($0.name, $0.size) }).map {
            ["name": .string($0.0), "bytes": .integer($0.1)]
          }), (plan.present.map(\.name) + plan.missing.map(\.name)).joined(separator: ", ")),
    ]
    return facts
  }
}
