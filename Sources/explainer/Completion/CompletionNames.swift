import Checkpoints
import ExplainerCore
import Files
import PluginRegistry

/// The names this machine knows right now.
struct CompletionNames {
  private let installation: Installation
  /// Nil where a registry cannot be read: completion is no place to complain.
  let registry: Registry?

  init(_ installation: Installation) {
    self.installation = installation
    registry = try? Registry(installation)
  }

  /// The entry points of one explainer, by their short names.
  func entryPoints(of explainer: String, _ prefix: String) -> [CompletionAnswer.Candidate] {
    (registry?.entryPoints ?? []).filter { $0.plugin.descriptor.explainer == explainer }
      .map { .init(word: $0.entryPoint.name, summary: $0.entryPoint.summary) }
      .filter { $0.word.hasPrefix(prefix) }
  }

  /// The words of `value` that begin with `prefix`.
  func candidates(_ value: CompletedValue, _ prefix: String) -> [CompletionAnswer.Candidate] {
    let all =
      value.words.map { CompletionAnswer.Candidate(word: $0) }
      + value.sources.flatMap { candidates(of: $0, prefix) }
    var seen: Set<String> = []
    return all.filter { $0.word.hasPrefix(prefix) && seen.insert($0.word).inserted }
  }

  private func candidates(
    of source: CompletedValue.Source, _ prefix: String
  ) -> [CompletionAnswer.Candidate] {
    switch source {
    case .models: models
    case .cached: locator.cache.ids.map { .init(word: $0, summary: "in the Hugging Face cache") }
    case .entryPoints: entryPoints(prefix)
    case .explainers:
      (registry?.explainers ?? []).map { .init(word: $0, summary: plugins(of: $0)) }
    case .installed:
      plugins((registry?.entries ?? []).filter { $0.registryPath != installation.builtInRegistry })
    case .sites: sites(prefix)
    }
  }

  /// Short names first; aliases and qualified names where they are being typed, and where a short name is not enough.
  private func entryPoints(_ prefix: String) -> [CompletionAnswer.Candidate] {
    let all = registry?.entryPoints ?? []
    let short = all.map { target in
      let isUnique = all.count { $0.entryPoint.name == target.entryPoint.name } == 1
      return CompletionAnswer.Candidate(
        word: isUnique ? target.entryPoint.name : target.qualifiedName, summary: target.entryPoint.summary)
    }
    guard !prefix.isEmpty else { return short }
    return short
      + all.flatMap { target in
        target.entryPoint.aliases.map { .init(word: $0, summary: target.entryPoint.summary) }
      } + all.map { .init(word: $0.qualifiedName, summary: $0.entryPoint.summary) }
  }

  private func plugins(of explainer: String) -> String {
    (registry?.entries ?? []).filter { $0.descriptor.explainer == explainer }.map(\.descriptor.name)
      .joined(separator: ", ")
  }

  private func plugins(_ entries: [RegistryEntry]) -> [CompletionAnswer.Candidate] {
    entries.map { entry in
      .init(
        word: entry.descriptor.name,
        summary:
          "\(entry.descriptor.version): \(entry.descriptor.entryPoints.map(\.name).joined(separator: ", "))")
    } + Set(entries.map(\.descriptor.explainer)).sorted().map { .init(word: $0, summary: plugins(of: $0)) }
  }

  private var locator: ModelLocator {
    ModelLocator(embeddedRoots: installation.modelFolders, environment: installation.environment)
  }

  /// The program's own models, those of the cache that are complete, and folders here that hold one.
  private var models: [CompletionAnswer.Candidate] {
    let cached = locator.cache.ids.filter { id in
      HubID(id).map { (try? locator.cache.locate($0)) != nil } ?? false
    }
    let here = FileSystem.entries(of: ".").filter { FileSystem.isFile("\($0)/config.json") }
    return locator.embeddedNames.map { .init(word: $0, summary: "comes with the program") }
      + cached.map { .init(word: $0, summary: "in the Hugging Face cache") }
      + here.map { .init(word: $0, summary: "a folder here") }
  }

  /// Sites are given in a list; the last of it is what is being typed.
  private func sites(_ prefix: String) -> [CompletionAnswer.Candidate] {
    let head = prefix.lastIndex(of: ",").map { String(prefix[...$0]) } ?? ""
    let typed = prefix.dropFirst(head.count)
    let stack = ["encoder.", "decoder."].first(where: typed.hasPrefix) ?? ""
    return CompletionSites.patterns(stack: stack).map { .init(word: head + $0) }
  }
}
