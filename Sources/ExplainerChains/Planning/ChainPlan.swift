public import Diagnostics
public import ExplainerCore
import Files
import JSON
public import PluginRegistry

/// A script that has been checked as a whole: everything it names is there, and every reference leads to something earlier.
public struct ChainPlan: Sendable {
  /// What is used in place of what a script says.
  public struct Substitutes: Sendable {
    /// Names of models; empty for the script's own.
    public var models: [String]
    /// Where the report goes, relative to the current folder; nil for where the script says.
    public var report: String?

    /// Nothing, unless told otherwise.
    public init(models: [String] = [], report: String? = nil) {
      self.models = models
      self.report = report
    }
  }

  /// The script.
  public let script: ChainScript
  /// All points of its loops, in the order they are done.
  public let points: ChainPoints
  /// The models by name.
  public private(set) var models: [String: PlannedModel] = [:]
  /// What the models are, those that have yet to be fetched too.
  private(set) var kinds: [String: ModelKind] = [:]
  let steps: [PlannedStep]
  let outputs: OutputPath
  /// The steps whose results others speak of.
  let referenced: Set<String>
  /// The sites that a pass over a point's text captures for all steps together.
  let sharedSites: [String]

  /// Reads the script in `source` and checks it against what there is to run.
  ///
  /// - Parameters:
  ///   - source: the script's text.
  ///   - substitutes: what to use in place of what the script says.
  ///   - registry: the entry points.
  ///   - outputFolder: the folder below which outputs are written, absolute.
  ///   - farKind: what a model is that has to be fetched, nil for one that is here; nothing is fetched before all else
  ///     was found in order.
  ///   - model: finds and describes a model by its name.
  /// - Throws: everything that is wrong with the script.
  public init(
    _ source: ScriptSource, substitutes: Substitutes = Substitutes(), registry: Registry,
    outputFolder: String,
    farKind: (String) throws(ExplainerError) -> ModelKind? = { _ in nil },
    model: (String) throws(ExplainerError) -> PlannedModel
  ) throws(ScriptErrors) {
    let log = ProblemLog(source)
    var script = ChainScript(log, models: substitutes.models)
    script.reportPath = substitutes.report
    self.script = script
    points = ChainPoints(script)
    outputs = OutputPath(folder: outputFolder)
    steps = script.steps.compactMap { step in
      do throws(ExplainerError) {
        return PlannedStep(step: step, target: try registry.entryPoint(named: step.entryPoint))
      } catch {
        log.add(error, at: step.path + ["run"])
        return nil
      }
    }
    referenced = Self.roots(of: script)
    var sites: [String] = []
    for step in steps where step.readsPoint {
      sites += step.target.entryPoint.sites.filter { !sites.contains($0) }
    }
    sharedSites = sites
    var far: [ChainScript.ModelName] = []
    for name in script.modelNames where kinds[name.name] == nil {
      do throws(ExplainerError) {
        if let kind = try farKind(name.name) {
          kinds[name.name] = kind
          far.append(name)
        } else {
          try add(name, model)
        }
      } catch { log.add(error, at: name.path) }
    }
    ReferenceCheck(script: script, log: log).check()
    PointCheck(plan: self, log: log).check()
    try log.throwIfAny()
    for name in far {
      do { try add(name, model) } catch { log.add(error, at: name.path) }
    }
    try log.throwIfAny()
  }

  /// The names that expressions of `script` begin with.
  private static func roots(of script: ChainScript) -> Set<String> {
    var roots: Set<String> = []
    for step in script.steps {
      roots.formUnion(step.references.map(\.reference.root))
      roots.formUnion((step.each?.expression.references ?? []).map(\.root))
    }
    for collection in script.collections {
      roots.formUnion(collection.references.map(\.reference.root))
      roots.formUnion((collection.each?.expression.references ?? []).map(\.root))
    }
    return roots
  }

  private mutating func add(
    _ name: ChainScript.ModelName, _ describe: (String) throws(ExplainerError) -> PlannedModel
  ) throws(ExplainerError) {
    let model = try describe(name.name)
    models[name.name] = model
    kinds[name.name] = model.info.kind
  }

  /// The model a step runs on at a point.
  func model(of step: ChainStep, at point: ChainPoint) -> PlannedModel? {
    models[step.model?.template.constant ?? point.model]
  }

  /// The file the report goes to, absolute; nil where there is none.
  public var report: String? {
    script.reportPath.map(FileSystem.absolute) ?? script.report?.template.constant.map(outputs.absolute)
  }

  /// Whether nothing is written to files or collected, so that whoever runs it must want to see it.
  public var writesNothing: Bool {
    report == nil && script.collections.isEmpty && script.steps.allSatisfy(\.outputs.isEmpty)
  }

  /// Whether points differ by their text.
  public var hasSeveralTexts: Bool { script.texts.count > 1 }
  /// Whether points differ by their model.
  public var hasSeveralModels: Bool { script.models.count > 1 }

  /// The most runs there can be, but for steps that are done for each element of a list.
  public var runs: Int { points.count * steps.count }
}
