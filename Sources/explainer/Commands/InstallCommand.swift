import ExplainerHost
import ExplainerCore
import Files
import PluginRegistry

/// The kinds of file an explainer is installed from.
private enum InstallableFile {
  static let endings = ["explainer", "so", "json"]
}

/// `explainer install FILE`: a package or a library becomes an explainer of this installation.
enum InstallCommand {
  static let command = Command(
    name: "install", summary: "Install an explainer from a package or a project.",
    discussion: """
      A project's folder is built first, as 'explainer build' does. What is installed already is looked at, and \
      put right where it was damaged. \
      The library is loaded once, behind the worker's walls, to read what it offers; its SHA-256 is pinned and \
      checked whenever it is loaded. 'explainer info NAME' shows what was installed and what plugins may do.
      """,
    arguments: [
      .positional(
        "file",
        "a package (.explainer), a library (.so), a description of C functions (.json), or a project's folder",
        completion: CompletedValue(paths: .files(InstallableFile.endings))),
      .symbol, .registry,
    ]
  ) { given in
    let installer = try PluginInstaller(.current(), registry: given["registry"])
    InstallReport.write(try installer.install(try given.value("file"), symbol: given["symbol"]))
  }
}

/// `explainer update NAME|FILE`: another version takes an installed one's place.
enum UpdateCommand {
  static let command = Command(
    name: "update", summary: "Put another version of an explainer in the place of the installed one.",
    discussion: "Given a name, the file or project it was installed from is installed again.",
    arguments: [
      .positional(
        "source",
        "a package, a library, a description of C functions, a project's folder, or the name of an installed plugin",
        completion: CompletedValue(sources: [.installed], paths: .files(InstallableFile.endings))),
      .symbol, .registry,
    ]
  ) { given in
    let source = try given.value("source")
    let installer = try PluginInstaller(.current(), registry: given["registry"])
    let isName =
      !source.contains(".") && !source.hasPrefix("/")
      && (!source.contains("/") || FileSystem.mode(source) == nil)
    let file = isName ? try installer.origin(of: source) : source
    InstallReport.write(try installer.install(file, symbol: given["symbol"], replaces: true))
  }
}

/// `explainer uninstall NAME`: an installed explainer is taken out.
enum UninstallCommand {
  static let command = Command(
    name: "uninstall", summary: "Take out an installed explainer, or one of its plugins.",
    arguments: [
      .positional(
        "name", "a plugin or an explainer, as 'explainer list' shows them",
        completion: CompletedValue(sources: [.installed])),
      .registry,
    ]
  ) { given in
    let installer = try PluginInstaller(.current(), registry: given["registry"])
    for plugin in try installer.uninstall(try given.value("name")) {
      StandardOutput.writeLine("took out \(plugin.explainer)/\(plugin.name) \(plugin.version)")
    }
  }
}

/// What `install` and `update` say when they are done.
private enum InstallReport {
  static func write(_ outcome: PluginInstaller.Outcome) {
    let plugin = outcome.descriptor
    let name = "\(plugin.explainer)/\(plugin.name) \(plugin.version)"
    let what =
      outcome.wasThere
      ? outcome.repaired.isEmpty
        ? "\(name) was installed already"
        : "repaired \(name): \(outcome.repaired.joined(separator: ", ")) had been damaged or was missing"
      : outcome.replaced.map {
        "put \(name) in the place of \($0)\(outcome.isOlder ? ", which is newer" : "")"
      } ?? "installed \(name)"
    let first = plugin.entryPoints[0]
    // Its full name, where the short one means something else.
    let isContested = outcome.notes.contains { $0.hasPrefix("'\(first.name)' ") }
    let command = isContested ? "\(plugin.explainer)/\(first.name)" : first.name
    StandardOutput.writeLine(
      """
      \(what)
        offers    \(plugin.entryPoints.map(\.name).joined(separator: ", "))
        licence   \(plugin.license)
        sha256    \(outcome.sha256)\(outcome.dataFiles == 0
          ? "" : "\n  data      \(DataFile.summary(count: outcome.dataFiles, bytes: outcome.dataSize))")
        registry  \(outcome.registry)\(outcome.notes.map { "\n  note      \($0)" }.joined())
      run it: explainer run \(command) --model demo-gpt2\(first.texts.lowerBound > 0 ? " --text \"…\"" : "")
      """)
  }
}
