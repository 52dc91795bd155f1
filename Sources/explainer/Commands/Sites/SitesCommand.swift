import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import HuggingFaceHub
import JSON
import PluginHost
import PluginRegistry
import Sandbox
import TransformerModels

/// `explainer sites MODEL [NAME]`: the sites of a model, or what a name means in it.
enum SitesCommand {
  static let command = Command(
    name: "sites", summary: "Show the sites of a model: shapes, what they hold, what may be done there.",
    discussion: """
      With a name it tells what that means in the model: one of ours, or of TransformerLens, Hugging Face, nnsight and \
      others, such as blocks.3.hook_resid_pre, hidden_states[3] or model.layers.3.self_attn.o_proj.input.

      Letters: \(SitesCommand.letters).
      """,
    arguments: [
      .positional(
        "model", "an embedded model, a directory, or a Hugging Face id (fetched if it is not here)",
        completion: .models),
      .positional(
        "site", "a name, or a pattern, to explain", isRequired: false,
        completion: CompletedValue(sources: [.sites])),
      .adapter, .json, .timeout, .memory,
    ], run: run)

  private static let letters =
    "T tokens, S tokens looked at, D width of the stream, H heads, K heads of keys and values, d width of a head, F neurons, V vocabulary"

  private static func run(_ given: GivenArguments) throws {
    let installation = Installation.current()
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let limits = try Limits(given)
    let location = try catalog.adapted(
      catalog.provide(try given.value("model"), observe: { display.receive($0) }), by: given["adapter"])
    let name = given["site"]
    let isJSON = given.isOn("json")
    try ModelReader(installation, limits: limits).read(location) { message throws(ExplainerError) in
      switch message {
      case .model(let info): StandardError.writeWarnings(of: info)
      case .output(let bytes):
        if isJSON { StandardOutput.writeJSON(bytes) } else { StandardOutput.write(bytes) }
      default: break
      }
    } doing: { model, channel in
      guard let model = model as? TransformerModel else {
        throw ExplainerError(.internalFault, "'\(model.info.id)' is no model of the engine")
      }
      let meaning = try name.map { name throws(ExplainerError) in try model.meaning(of: SitePattern(name)) }
      let sites = model.siteList.filter { meaning?.pattern.matches($0.site) ?? true }
      let groups = SiteGroup.groups(of: sites) { stack in
        stack == "encoder" ? model.info.encoder?.layers ?? 0 : model.info.layers
      }
      channel.writeLine(isJSON ? json(model.info, meaning, groups).text(pretty: true) : text(meaning, groups))
    }
  }

  private static func text(_ meaning: SiteMeaning?, _ groups: [SiteGroup]) -> String {
    var table = PlainTable(["site", "shape", "here", "what may be done", "what it holds"])
    for group in groups {
      table.append([
        group.name, group.letters, group.numbers, group.uses.joined(separator: ", "), group.kind.meaning,
      ])
    }
    return (meaning?.sentence.map { "\($0)\n\n" } ?? "") + table.text
  }

  private static func json(_ model: ModelInfo, _ meaning: SiteMeaning?, _ groups: [SiteGroup]) -> JSONValue {
    var object: JSONObject = ["model": .string(model.id)]
    if let meaning {
      object["name"] = .string(meaning.name)
      object["means"] = .string(meaning.pattern.text)
      object["note"] = meaning.note.map { .string($0) } ?? .null
    }
    object["sites"] = .array(groups.map(\.json))
    return .object(object)
  }
}
