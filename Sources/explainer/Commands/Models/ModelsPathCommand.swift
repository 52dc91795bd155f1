import Checkpoints
import ExplainerHost
import PluginRegistry

/// `explainer models path NAME`: where a model lies.
enum ModelsPathCommand {
  static let command = Command(
    name: "path", summary: "Print the directory of a model on this machine; nothing is fetched.",
    arguments: [.modelName]
  ) { given in
    StandardOutput.writeLine(try ModelCatalog(.current()).locate(try given.value("name")).directory)
  }
}
