import Diagnostics
import ExplainerCore

/// Puts registries on top of each other: the program's own first, whose names no other can take.
struct RegistryLayers {
  private(set) var warnings: [String] = []
  private var plugins: [RegistryEntry?] = []
  /// The indices of plugins by their names and those of their entry points, each with its explainer's.
  private var indices: [String: Int] = [:]
  private var own: [RegistryEntry] = []

  /// The plugins, in the order the registries name them.
  var entries: [RegistryEntry] { plugins.compactMap(\.self) }

  /// Adds what a registry names.
  ///
  /// A plugin takes the place of those of earlier registries that share a name with it.
  ///
  /// - Throws: `badData` for two plugins of one registry that share a name.
  mutating func add(_ file: RegistryFile, isBuiltIn: Bool) throws(ExplainerError) {
    let reserved = ReservedNames(own)
    for entry in file.entries {
      if !isBuiltIn, reserved.belong(to: entry.descriptor) {
        warnings.append(
          "plugin '\(entry.descriptor.name)' of \(entry.registryPath) is left out: its explainer's name, "
            + "'\(entry.descriptor.explainer)', belongs to the program")
        continue
      }
      let names = Self.names(of: entry.descriptor)
      let hidden = Set(names.compactMap { indices[$0] }).sorted()
      for index in hidden {
        guard let old = plugins[index] else { continue }
        guard old.registryPath != entry.registryPath else {
          throw ExplainerError(
            .badData,
            "plugins '\(old.descriptor.name)' (\(old.libraryPath)) and '\(entry.descriptor.name)' "
              + "(\(entry.libraryPath)) offer the same entry point",
            at: [entry.registryPath], remedy: "take one of them out")
        }
        warnings.append(
          "plugin '\(entry.descriptor.name)' of \(entry.registryPath) hides "
            + (old.descriptor.name == entry.descriptor.name ? "that" : "'\(old.descriptor.name)'")
            + " of \(old.registryPath)")
        for name in Self.names(of: old.descriptor) { indices[name] = nil }
        plugins[index] = nil
      }
      let index = hidden.first ?? plugins.count
      if index == plugins.count { plugins.append(entry) } else { plugins[index] = entry }
      for name in names { indices[name] = index }
      if isBuiltIn { own.append(entry) }
    }
  }

  private static func names(of descriptor: PluginDescriptor) -> [String] {
    ["\(descriptor.explainer) \(descriptor.name)"]
      + descriptor.entryPoints.flatMap(\.names).map { "\(descriptor.explainer)/\($0)" }
  }
}
