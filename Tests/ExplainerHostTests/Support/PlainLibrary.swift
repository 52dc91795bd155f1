import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry

/// The library of plain C functions (`Tests/PlainFunctions`), described function by function.
enum PlainLibrary {
  static var path: String { "\(BuildProducts.folder)/libPlainFunctions.so" }

  /// A function's description.
  static func function(_ symbol: String, returns: JSONValue = "void", _ arguments: [JSONValue]) -> JSONValue {
    ["symbol": .string(symbol), "returns": returns, "args": .array(arguments)]
  }

  /// What a registry says of a plugin that offers `function` as the entry point `called`.
  static func plugin(_ function: JSONValue, library: String = path, called name: String = "plain")
    -> JSONValue
  {
    [
      "kind": "cfunctions", "explainer": "plain", "plugin": "plain", "version": "1.0.0",
      "license": "Apache-2.0",
      "library": .string(library),
      "entry_points": [["name": .string(name), "summary": "a plain function", "function": function]],
    ]
  }

  /// A registry of one plugin.
  static func registry(_ plugin: JSONValue) -> String {
    JSONValue.object(["schema": "explainer/registry/1", "plugins": [plugin]]).text(pretty: true)
  }

  /// The entry as a registry at `/r/registry.json` would give it.
  static func entry(_ plugin: JSONValue) throws -> RegistryEntry {
    try RegistryEntry(plugin, registry: "/r/registry.json", folders: ["/r"])
  }

  /// A tiny model of the fixtures.
  static func model(_ name: String = "gpt2") throws -> any Model {
    try Fixtures.loaded(
      ModelCatalog(Installation(executable: BuildProducts.executable, environment: [:]))
        .locate(Fixtures.model(name)))
  }

  /// Calls `function` in this process.
  static func run(
    _ function: JSONValue, on model: String = "gpt2", text: String = "The keys to the cabinet",
    parameters: JSONObject = [:]
  ) throws -> Explanation {
    let entry = try entry(plugin(function))
    let resolved = try entry.descriptor.entryPoints[0].resolve(parameters)
    let request = ExplanationRequest(texts: [text], parameters: resolved.values, truncates: false)
    let call = RunRequest(
      model: ModelLocation(id: model, directory: Fixtures.model(model), origin: .directory),
      plugin: PluginBinding(entry), entryPoint: "plain", request: EncodedRequest(request), wantsTensors: true)
    let answer = try FunctionLibrary(entry).run(
      call, model: try self.model(model), reporter: SilentReporter())
    return try Explanation(json: try JSONValue(parsing: answer.explanation), tensors: answer.tensors)
  }

  /// Why `function` fails in this process; nil where it does not.
  static func failure(
    _ function: JSONValue, on model: String = "gpt2", text: String = "The keys", parameters: JSONObject = [:]
  ) -> ExplainerError? {
    do {
      _ = try run(function, on: model, text: text, parameters: parameters)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }
}
