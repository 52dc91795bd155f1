import PluginRegistry
import ArgumentParser
import Checkpoints
import Diagnostics
import ExplainerHost
import HuggingFaceHub

/// `explainer models download NAME …`: models of the Hub become models of this machine.
struct ModelsDownloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download", abstract: "Fetch models from the Hugging Face Hub, or what has changed of them.",
    discussion: """
      Prints the directory of each. Only what a model needs is fetched: configuration, tokenizer, weights. What was \
      interrupted is gone on with; every file is checked against what the Hub says of it.
      """)

  @Argument(
    help: "[ORGANISATION/]NAME[@REVISION], such as distilgpt2 or facebook/bart-large-cnn@main.",
    completion: .names(.cached))
  var names: [String]
  @Flag(help: "Fetch again what is here, and put it in its place.") var force = false
  @Flag(name: .shortAndLong, help: "Say nothing but the directories.") var quiet = false

  func run() throws {
    let catalog = ModelCatalog(.current())
    let ids = try names.map { name in
      guard let id = HubID(name) else {
        throw ExplainerError(
          .badParameter, "'\(name)' cannot be a Hugging Face id", expected: "[organisation/]name[@revision]")
      }
      return id
    }
    let display = DownloadDisplay(isQuiet: quiet, settings: catalog.hub.settings)
    for id in ids {
      defer { display.finish() }
      StandardOutput.writeLine(try fetch(id, catalog, display))
    }
  }

  /// The directory of a model, once all of it is here.
  private func fetch(
    _ id: HubID, _ catalog: ModelCatalog, _ display: DownloadDisplay
  ) throws(ExplainerError) -> String {
    let kept = force ? nil : try? catalog.locator.cache.locate(id)
    let (plan, location): (DownloadPlan, ModelLocation)
    do throws(ExplainerError) {
      (plan, location) = try catalog.download(id, isForced: force, observe: { display.receive($0) })
    } catch {
      display.finish()
      // Without a network what is here is as good as ever.
      guard let kept, error.code == .inputOutput else { throw error }
      StandardError.write("warning: \(error)")
      StandardError.write("warning: \(id.name) is here from before; whether it has changed is not known")
      return kept.directory
    }
    guard !quiet else { return location.directory }
    if plan.missing.isEmpty { StandardError.write("\(id.name) is here, as the Hub has it") }
    if plan.weights != .safetensors {
      StandardError.write(
        "warning: \(id.name): its weights are not in safetensors format; transformers reads them, explainer does not"
      )
    }
    return location.directory
  }
}
