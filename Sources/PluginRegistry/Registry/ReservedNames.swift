import Diagnostics
import ExplainerCore

/// The names of the program's own explainers and entry points, which nobody else's plugin can take over: a script goes
/// on meaning what it meant, whatever is installed.
struct ReservedNames {
  private let explainers: Set<String>
  /// The qualified names of the entry points, by each of their short ones.
  private let entryPoints: [String: String]

  /// The names of what stands in the program's own registry.
  ///
  /// - Throws: `badData` where that is malformed.
  init(_ installation: Installation) throws(ExplainerError) {
    self.init(
      try RegistryFile(
        path: installation.builtInRegistry, libraryFolders: [], writers: installation.trustedWriters
      ).entries)
  }

  /// The names of these entries.
  init(_ own: [RegistryEntry]) {
    explainers = Set(own.map(\.descriptor.explainer))
    var entryPoints: [String: String] = [:]
    for entry in own {
      for entryPoint in entry.descriptor.entryPoints {
        for name in entryPoint.names {
          entryPoints[name] = "\(entry.descriptor.explainer)/\(entryPoint.name)"
        }
      }
    }
    self.entryPoints = entryPoints
  }

  /// Whether the plugin says it belongs to an explainer of the program's own.
  func belong(to descriptor: PluginDescriptor) -> Bool { explainers.contains(descriptor.explainer) }

  /// Refuses a plugin that says it belongs to an explainer of the program's own, or whose explainer is called as one of
  /// its entry points.
  ///
  /// - Throws: `badParameter`.
  func check(_ descriptor: PluginDescriptor, source: String) throws(ExplainerError) {
    let name = descriptor.explainer
    guard explainers.contains(name) || entryPoints[name] != nil else { return }
    throw ExplainerError(
      .badParameter, "it calls its explainer '\(name)', a name that belongs to the program", at: [source],
      remedy: "its author has to give it another: \"explainer\" in its descriptor")
  }

  /// What a plugin's names go on meaning, in words.
  func notes(on descriptor: PluginDescriptor) -> [String] {
    descriptor.entryPoints.flatMap { entryPoint in
      entryPoint.names.compactMap { name in
        entryPoints[name].map {
          Self.note(on: name, means: $0, not: "\(descriptor.explainer)/\(entryPoint.name)")
        }
      }
    }
  }

  /// That `name` means one entry point and not the other.
  static func note(on name: String, means: String, not other: String) -> String {
    "'\(name)' means \(means); say '\(other)' for the other"
  }
}
