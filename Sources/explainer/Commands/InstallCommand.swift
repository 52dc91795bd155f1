import ExplainerHost
import ArgumentParser
import ExplainerCore
import Files
import PluginRegistry

/// Where a command installs to.
struct RegistryOption: ParsableArguments {
  @Option(
    help: "The registry to change (default: yours, in $XDG_CONFIG_HOME/explainer).",
    completion: .file(extensions: ["json"])) var registry: String?
}

/// The kinds of file an explainer is installed from.
private enum InstallableFile {
  static let endings = ["explainer", "so", "json"]
}

/// `explainer install FILE`: a package or a library becomes an explainer of this installation.
struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Install an explainer from a package or a project.",
    discussion: """
      A project's folder is built first, as 'explainer build' does. What is installed already is looked at, and \
      put right where it was damaged. \
      The library is loaded once, behind the worker's walls, to read what it offers; its SHA-256 is pinned and \
      checked whenever it is loaded. 'explainer info NAME' shows what was installed and what plugins may do.
      """)

  @Argument(
    help:
      "A package (.explainer), a library (.so), a description of C functions (.json), or a project's folder.",
    completion: .file(extensions: InstallableFile.endings))
  var file: String
  @Option(help: "The entry function of a bare library, where it is not the usual one.") var symbol: String?
  @OptionGroup var place: RegistryOption

  func run() throws {
    let outcome = try PluginInstaller(.current(), registry: place.registry).install(file, symbol: symbol)
    InstallReport.write(outcome)
  }
}

/// `explainer update NAME|FILE`: another version takes an installed one's place.
struct UpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Put another version of an explainer in the place of the installed one.",
    discussion: "Given a name, the file or project it was installed from is installed again.")

  @Argument(
    help:
      "A package, a library, a description of C functions, a project's folder, or the name of an installed plugin.",
    completion: .names(.installed, files: InstallableFile.endings))
  var source: String
  @Option(help: "The entry function of a bare library, where it is not the usual one.") var symbol: String?
  @OptionGroup var place: RegistryOption

  func run() throws {
    let installer = try PluginInstaller(.current(), registry: place.registry)
    let isName =
      !source.contains(".") && !source.hasPrefix("/")
      && (!source.contains("/") || FileSystem.mode(source) == nil)
    let file = isName ? try installer.origin(of: source) : source
    InstallReport.write(try installer.install(file, symbol: symbol, replaces: true))
  }
}

/// `explainer uninstall NAME`: an installed explainer is taken out.
struct UninstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Take out an installed explainer, or one of its plugins.")

  @Argument(help: "A plugin or an explainer, as 'explainer list' shows them.", completion: .names(.installed))
  var name: String
  @OptionGroup var place: RegistryOption

  func run() throws {
    for plugin in try PluginInstaller(.current(), registry: place.registry).uninstall(name) {
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
        sha256    \(outcome.sha256)
        registry  \(outcome.registry)\(outcome.notes.map { "\n  note      \($0)" }.joined())
      run it: explainer run \(command) --model demo-gpt2\(first.texts.lowerBound > 0 ? " --text \"…\"" : "")
      """)
  }
}
