import PluginRegistry

/// `explainer models`: what models there are, and fetching more.
enum ModelsCommand {
  static let command = Command(
    name: "models", summary: "Show the models on this machine, and fetch more from the Hugging Face Hub.",
    discussion: """
      Models are kept in the Hugging Face cache, where transformers finds them too. Variables: HF_HOME, HF_HUB_CACHE, \
      HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE; behind a proxy HTTPS_PROXY. \(Documents.reference(to: "models.md")) tells more.
      """,
    subcommands: [
      ModelsListCommand.command, ModelsInfoCommand.command, ModelsDownloadCommand.command,
      ModelsPathCommand.command, ModelsVerifyCommand.command,
    ],
    defaultSubcommand: ModelsListCommand.command.name)
}
