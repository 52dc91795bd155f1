import Checkpoints
import Diagnostics
import ExplainerHost
import HuggingFaceHub
import PluginRegistry

/// `explainer models download NAME …`: models of the Hub become models of this machine.
enum ModelsDownloadCommand {
  static let command = Command(
    name: "download", summary: "Fetch models from the Hugging Face Hub, or what has changed of them.",
    discussion: """
      Prints the directory of each. Only what a model needs is fetched: configuration, tokenizer, weights. What was \
      interrupted is gone on with; every file is checked against what the Hub says of it.
      """,
    arguments: [
      .positional(
        "names", "[ORGANISATION/]NAME[@REVISION], such as distilgpt2 or facebook/bart-large-cnn@main",
        repeats: true, completion: CompletedValue(sources: [.cached])),
      .flag("force", "fetch again what is here, and put it in its place"),
      .flag("quiet", "say nothing but the directories", short: "q"),
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let catalog = ModelCatalog(.current())
    let ids = try given.all("names").map { name in
      guard let id = HubID(name) else {
        throw ExplainerError(
          .badParameter, "'\(name)' cannot be a Hugging Face id", expected: "[organisation/]name[@revision]")
      }
      return id
    }
    let display = DownloadDisplay(isQuiet: given.isOn("quiet"), settings: catalog.hub.settings)
    for id in ids {
      defer { display.finish() }
      StandardOutput.writeLine(try fetch(id, given, catalog, display))
    }
  }

  /// The directory of a model, once all of it is here.
  private static func fetch(
    _ id: HubID, _ given: GivenArguments, _ catalog: ModelCatalog, _ display: DownloadDisplay
  ) throws(ExplainerError) -> String {
    let force = given.isOn("force")
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
    guard !given.isOn("quiet") else { return location.directory }
    if plan.missing.isEmpty { StandardError.write("\(id.name) is here, as the Hub has it") }
    if plan.weights == .none {
      StandardError.write("warning: \(id.name): it has no weights that explainer or transformers can read")
    }
    return location.directory
  }
}
