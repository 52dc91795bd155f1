public import Diagnostics
public import ExplainerHost
import ExplainerCore
import JSON

/// A script that has been checked as a whole: everything it names is there, and every reference leads to something earlier.
public struct ChainPlan: Sendable {
  /// The script.
  public let script: ChainScript
  /// All points of its loops, in the order they are done.
  public let points: ChainPoints
  /// The models by name.
  public let models: [String: PlannedModel]
  let steps: [PlannedStep]
  let outputs: OutputPath
  /// The steps whose results others speak of.
  let referenced: Set<String>
  /// The sites that a pass over a point's text captures for all steps together.
  let sharedSites: [String]

  /// Checks `script` against what there is to run.
  ///
  /// - Parameters:
  ///   - registry: the entry points.
  ///   - outputFolder: the folder below which outputs are written, absolute.
  ///   - model: finds and describes a model by its name.
  /// - Throws: everything that is wrong with the script.
  public init(
    _ script: ChainScript, registry: Registry, outputFolder: String,
    model: (String) throws(ExplainerError) -> PlannedModel
  ) throws(ScriptErrors) {
    let log = ProblemLog(script.source)
    self.script = script
    points = ChainPoints(script)
    outputs = OutputPath(folder: outputFolder)
    models = Self.models(of: script, log, model)
    steps = script.steps.compactMap { step in
      do { return PlannedStep(step: step, target: try registry.entryPoint(named: step.entryPoint)) } catch {
        log.add(error, at: step.path + ["run"])
        return nil
      }
    }
    referenced = Set(
      (script.steps.flatMap { $0.references.map(\.reference) + ($0.each?.expression.references ?? []) }
        + script.collections.flatMap { $0.references.map(\.reference) + ($0.each?.expression.references ?? []) })
        .map(\.root))
    var sites: [String] = []
    for step in steps where step.readsPoint {
      sites += step.target.entryPoint.sites.filter { !sites.contains($0) }
    }
    sharedSites = sites
    ReferenceCheck(script: script, log: log).check()
    try log.throwIfAny()
    PointCheck(plan: self, log: log).check()
    try log.throwIfAny()
  }

  private static func models(
    of script: ChainScript, _ log: ProblemLog, _ describe: (String) throws(ExplainerError) -> PlannedModel
  ) -> [String: PlannedModel] {
    var models: [String: PlannedModel] = [:]
    let named = script.models.map { ($0.name, $0.path) }
      + script.steps.compactMap { step in step.model.flatMap { one in one.template.constant.map { ($0, one.path) } } }
    for (name, path) in named where models[name] == nil {
      do { models[name] = try describe(name) } catch { log.add(error, at: path) }
    }
    return models
  }

  /// The model a step runs on at a point.
  func model(of step: ChainStep, at point: ChainPoint) -> PlannedModel? {
    models[step.model?.template.constant ?? point.model]
  }

  /// The most runs there can be, but for steps that are done for each element of a list.
  public var runs: Int { points.count * steps.count }
}
