import PluginRegistry

/// `explainer __manual`: the page for `man`, as the installation puts it beside the others.
enum ManualRequest {
  static let word = "__manual"

  /// The page; only what came with the program is in it, since it must not depend on who makes it.
  static func page(_ installation: Installation) throws -> String {
    let registry = try Registry(
      Installation(executable: installation.executable, environment: [:]))
    return ManualPage(.program, entryPoints: registry.entryPoints.map(\.entryPoint)).text
  }
}
