import PluginRegistry
import ArgumentParser
import Checkpoints
import ExplainerHost

/// `explainer models path NAME`: where a model lies.
struct ModelsPathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Print the directory of a model on this machine; nothing is fetched.")

  @Argument(help: "An embedded model, a directory, or a Hugging Face id.", completion: .models) var name:
    String

  func run() throws {
    StandardOutput.writeLine(try ModelCatalog(.current()).locate(name).directory)
  }
}
