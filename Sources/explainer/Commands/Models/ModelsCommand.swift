import ArgumentParser
import PluginRegistry

/// `explainer models`: what models there are, and fetching more.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show the models on this machine, and fetch more from the Hugging Face Hub.",
    discussion: """
      Models are kept in the Hugging Face cache, where transformers finds them too. Variables: HF_HOME, HF_HUB_CACHE, \
      HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE; behind a proxy HTTPS_PROXY. \(Documents.place(of: "models.md")) tells more.
      """,
    subcommands: [
      ModelsListCommand.self, ModelsInfoCommand.self, ModelsDownloadCommand.self, ModelsPathCommand.self,
      ModelsVerifyCommand.self,
    ],
    defaultSubcommand: ModelsListCommand.self)
}
