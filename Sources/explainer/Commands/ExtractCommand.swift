import PluginRegistry

/// `explainer extract PACKAGE`: a package back to its sources.
enum ExtractCommand {
  static let command = Command(
    name: "extract", summary: "Write the sources that a package carries.",
    arguments: [
      .positional(
        "source", "a package, or the name of a plugin installed from one",
        completion: CompletedValue(sources: [.installed], paths: .files(["explainer"]))),
      .option(
        "output", "FOLDER", "the folder to make", short: "o", absence: "the plugin's name",
        completion: .folders),
    ]
  ) { given in
    let (folder, files) = try PackageExtractor(.current()).extract(
      try given.value("source"), to: given["output"])
    StandardOutput.writeLine("extracted \(folder):\n\(files.map { "  \($0)" }.joined(separator: "\n"))")
  }
}
