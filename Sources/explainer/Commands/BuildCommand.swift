import ExplainerHost
import ArgumentParser
import Diagnostics
import PluginRegistry

/// `explainer build [FOLDER]`: an author's project becomes a package.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build the explainer in a folder and put its package together.")

  @Argument(help: "The project's folder, with its explainer.json.", completion: .directory) var folder:
    String = "."
  @Option(
    name: [.short, .long], help: "The package to write (default: build/NAME-VERSION.explainer there).",
    completion: .file(extensions: ["explainer"]))
  var output: String?
  @Flag(inversion: .prefixedNo, help: "Put the sources into the package, for 'explainer extract'.")
  var sources =
    true

  func run() throws {
    let product = try ProjectBuilder(.current()).build(
      folder: folder, output: output, withSources: sources)
    StandardOutput.writeLine(
      """
      built \(product.package) (\(ByteCount.text(product.size)))
        offers    \(product.entryPoints.joined(separator: ", "))
        library   \(product.library)
        beside it \(product.beside.isEmpty ? "nothing" : product.beside.joined(separator: ", "))
        documents \(product.files.count) files\(sources ? ", sources included" : "")
      install it: explainer install '\(product.package)'
      """)
  }
}
