import Diagnostics
import ExplainerCore
import JSON

/// The plugins of one registry while it is changed: names and places.
struct RegisteredPlugins {
  let descriptors: [PluginDescriptor]
  private let entries: [JSONValue]
  private let registry: String

  /// Reads the entries of a registry that has been checked.
  init(_ entries: [JSONValue], registry: String) throws(ExplainerError) {
    self.entries = entries
    self.registry = registry
    var descriptors: [PluginDescriptor] = []
    for entry in entries {
      do {
        descriptors.append(try PluginDescriptor(json: entry, in: RegistryEntry.members(schema: .checked)))
      } catch {
        throw ExplainerError(.badData, error.reason, at: [registry])
      }
    }
    self.descriptors = descriptors
  }

  /// The index of the plugin of the same name, whatever its version.
  func index(of descriptor: PluginDescriptor) -> Int? {
    descriptors.firstIndex { $0.explainer == descriptor.explainer && $0.name == descriptor.name }
  }

  /// The indices of the plugins that `name` (`plugin`, `explainer/plugin` or `explainer`) stands for.
  ///
  /// - Throws: `notFound` with the nearest name; `badParameter` where two explainers have a plugin of that name.
  func indices(named name: String) throws(ExplainerError) -> [Int] {
    let plugins = descriptors.indices.filter {
      [descriptors[$0].name, qualified(descriptors[$0])].contains(name)
    }
    let ofExplainer = descriptors.indices.filter { descriptors[$0].explainer == name }
    if !ofExplainer.isEmpty { return ofExplainer }
    guard plugins.count < 2 else {
      throw ExplainerError(
        .badParameter, "several explainers have a plugin '\(name)'", at: [registry],
        remedy: "say which: \(plugins.map { qualified(descriptors[$0]) }.joined(separator: ", "))")
    }
    guard plugins.isEmpty else { return plugins }
    let known = descriptors.flatMap { [$0.name, $0.explainer] }
    throw ExplainerError(
      .notFound, "nothing called '\(name)' is installed here", at: [registry],
      remedy: Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
        ?? "'explainer list' shows what there is")
  }

  /// Refuses a plugin that offers an entry point another plugin of the same explainer has, or whose entry point would
  /// take its name from another explainer's that is called so besides: scripts would ask something else from then on.
  ///
  /// - Throws: `badParameter`, naming both.
  func checkNames(of new: PluginDescriptor, source: String) throws(ExplainerError) {
    let names = Set(new.entryPoints.flatMap(\.names)), own = Set(new.entryPoints.map(\.name))
    for old in descriptors where old.explainer != new.explainer {
      for entryPoint in old.entryPoints {
        guard let taken = entryPoint.aliases.first(where: own.contains) else { continue }
        throw ExplainerError(
          .badParameter,
          "'\(taken)' already means \(old.explainer)/\(entryPoint.name), which is also called so",
          at: [registry], found: source, remedy: "uninstall '\(qualified(old))' first")
      }
    }
    for (index, old) in descriptors.enumerated() where old.explainer == new.explainer && old.name != new.name
    {
      guard let twice = old.entryPoints.flatMap(\.names).first(where: names.contains) else { continue }
      throw ExplainerError(
        .badParameter, "two plugins would offer '\(new.explainer)/\(twice)'", at: [registry],
        found: "\(entries[index]["library"]?.string ?? "?") and \(source)",
        remedy: "uninstall '\(qualified(old))' first")
    }
  }

  /// What a plugin's names go on meaning where others had them first, in words.
  func notes(on new: PluginDescriptor) -> [String] {
    let before = descriptors.prefix { $0.explainer != new.explainer || $0.name != new.name }
    return new.entryPoints.flatMap { entryPoint in
      entryPoint.names.compactMap { name -> String? in
        for old in before where old.explainer != new.explainer {
          if let holder = old.entryPoints.first(where: { $0.names.contains(name) }) {
            return ReservedNames.note(
              on: name, means: "\(old.explainer)/\(holder.name)", not: "\(new.explainer)/\(entryPoint.name)")
          }
        }
        return nil
      }
    }
  }

  private func qualified(_ descriptor: PluginDescriptor) -> String {
    "\(descriptor.explainer)/\(descriptor.name)"
  }
}
