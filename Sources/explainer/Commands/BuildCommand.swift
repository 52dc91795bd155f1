import ExplainerHost
import Diagnostics
import PluginRegistry

/// `explainer build [FOLDER]`: an author's project becomes a package.
enum BuildCommand {
  static let command = Command(
    name: "build", summary: "Build the explainer in a folder and put its package together.",
    arguments: [
      .positional(
        "folder", "the project's folder, with its explainer.json", isRequired: false, default: ".",
        completion: .folders),
      .option(
        "output", "FILE", "the package to write", short: "o", absence: "build/NAME-VERSION.explainer there",
        completion: .files("explainer")),
      .flag("sources", "put the sources into the package, for 'explainer extract'").changed {
        $0.defaultValue = "true"
        $0.isNegatable = true
      },
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let sources = given.isOn("sources")
    let product = try ProjectBuilder(.current()).build(
      folder: try given.value("folder"), output: given["output"], withSources: sources)
    StandardOutput.writeLine(
      """
      built \(product.package) (\(ByteCount.text(product.size)))
        offers    \(product.entryPoints.joined(separator: ", "))
        library   \(product.library)
        beside it \(product.beside.isEmpty ? "nothing" : product.beside.joined(separator: ", "))
        data      \(product.data.isEmpty
          ? "none" : DataFile.summary(count: product.data.count, bytes: product.dataSize))
        documents \(product.files.count) files\(sources ? ", sources included" : "")
      install it: explainer install '\(product.package)'
      """)
  }
}
