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
      }
    }
    tokens = answer["tokens"]?.int ?? 0
    memory = (answer["plain"]?.int ?? 0, answer["all"]?.int ?? 0)
  }

  /// What `models info` says of it.
  var facts: [ModelFact] {
    var facts = [ModelFact("entry_points", "runs on it", JSONValue(fitting), fitting.joined(separator: ", "))]
    if !misfits.isEmpty {
      facts.append(
        ModelFact(
          "misfits", "does not run",
          .object(JSONObject(misfits.map { ($0.name, .string($0.reason.message)) })),
          misfits.map(\.reason.message).joined(separator: "; ")))
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
