import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON
import PluginHost
import PluginRegistry
import TransformerModels

/// What can be asked of a model, why other things cannot, and what memory a pass over a text takes; found out without computing
/// anything.
struct ModelFit {
  /// The entry points that fit, in the registry's order.
  private var fitting: [String] = []
  /// The layers in which one of those finds something, where it does not in all.
  private var layers: [String: JSONValue] = [:]
  /// Those that do not, with the reason.
  private var misfits: [(name: String, reason: ExplainerError)] = []
  /// The tokens of a text of the usual length.
  private let tokens: Int
  /// The bytes that a pass over it takes: for its scores alone, and with every site kept.
  private let memory: (plain: Int, all: Int)

  /// What the model at `location` is, and what fits it.
  ///
  /// - Throws: as `ModelReader.info`.
  static func read(
    _ location: ModelLocation, _ reader: ModelReader, _ entryPoints: [RegisteredEntryPoint]
  ) throws(ExplainerError) -> (info: ModelInfo, fit: ModelFit) {
    var info: ModelInfo?
    var answer = JSONValue.null
    try reader.read(location) { message throws(ExplainerError) in
      switch message {
      case .model(let found): info = found
      case .answer(let json): answer = json
      default: break
      }
    } doing: { model, channel in
      guard let model = model as? TransformerModel else { return }
      channel.answer(try Self.asked(of: model, entryPoints))
    }
    guard let info else {
      throw ExplainerError(.internalFault, "nothing was said of the model", at: [location.id])
    }
    return (info, ModelFit(answer, entryPoints))
  }

  /// The usual length of a text, in tokens.
  private static let usualLength = 512

  private static func asked(
    of model: TransformerModel, _ entryPoints: [RegisteredEntryPoint]
  ) throws -> JSONValue {
    let tokens = min(usualLength, model.info.contextLength)
    let input = ModelInput(ids: [Int](repeating: 0, count: tokens))
    func size(_ sites: [SitePattern]) throws -> JSONValue {
      .integer(try model.size(of: PassRequest(inputs: [input], capture: sites)).total)
    }
    return [
      "layers": .array(
        entryPoints.map { model.layers(of: $0.entryPoint).map { .array($0.map { .integer($0) }) } ?? .null }),
      "misfits": .array(entryPoints.map { model.misfit(of: $0.entryPoint)?.json ?? .null }),
      "tokens": .integer(tokens), "plain": try size([]), "all": try size(["*"]),
    ]
  }

  private init(_ answer: JSONValue, _ entryPoints: [RegisteredEntryPoint]) {
    for (index, target) in entryPoints.enumerated() {
      let name = target.isBuiltIn ? target.entryPoint.name : target.qualifiedName
      if let reason = answer["misfits"]?[index], reason != .null {
        misfits.append((name, ExplainerError(json: reason)))
      } else {
        fitting.append(name)
        if let some = answer["layers"]?[index], some != .null { layers[name] = some }
      }
    }
    tokens = answer["tokens"]?.int ?? 0
    memory = (answer["plain"]?.int ?? 0, answer["all"]?.int ?? 0)
  }

  /// `predictions, rankings (demo has no language-model head, …)`: those with one reason together.
  private var misfitsInWords: String {
    var groups: [(reason: String, names: [String])] = []
    for (name, error) in misfits {
      let reason =
        error.message.firstRange(of: ": ").map { String(error.message[$0.upperBound...]) } ?? error.message
      if let index = groups.firstIndex(where: { $0.reason == reason }) {
        groups[index].names.append(name)
      } else {
        groups.append((reason, [name]))
      }
    }
    return groups.map { "\($0.names.joined(separator: ", ")) (\($0.reason))" }.joined(separator: "; ")
  }

  /// What `models info` says of it.
  var facts: [ModelFact] {
    let words = fitting.map { name in
      layers[name].map { "\(name) (in layers \($0.text().dropFirst().dropLast()))" } ?? name
    }
    var facts = [ModelFact("entry_points", "runs on it", JSONValue(fitting), words.joined(separator: ", "))]
    if !misfits.isEmpty {
      facts.append(
        ModelFact(
          "misfits", "does not run",
          .object(JSONObject(misfits.map { ($0.name, .string($0.reason.message)) })),
          misfitsInWords))
    }
    facts.append(
      ModelFact(
        "memory", "memory",
        ["tokens": .integer(tokens), "pass": .integer(memory.plain), "all_sites": .integer(memory.all)],
        "\(ByteCount.text(memory.plain)) for a text of \(tokens) tokens, \(ByteCount.text(memory.all)) with every site "
          + "kept; beside the weights"))
    return facts
  }
}
