import ArgumentParser
import PluginRegistry

/// `explainer extract PACKAGE`: a package back to its sources.
struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Write the sources that a package carries.")

  @Argument(
    help: "A package, or the name of a plugin installed from one.",
    completion: .names(.installed, files: ["explainer"])) var source: String
  @Option(
    name: [.short, .long], help: "The folder to make (default: the plugin's name).", completion: .directory)
  var output: String?

  func run() throws {
    let (folder, files) = try PackageExtractor(.current()).extract(source, to: output)
    StandardOutput.writeLine("extracted \(folder):\n\(files.map { "  \($0)" }.joined(separator: "\n"))")
  }
}
