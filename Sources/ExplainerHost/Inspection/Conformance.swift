import Checkpoints
public import Diagnostics
public import ExplainerCore
import Files
public import JSON
public import PluginHost
public import PluginRegistry

/// The conformance kit: tries a plugin against the contract, each check in a worker of its own.
public struct Conformance: Sendable {
  /// A check that is to be made.
  public struct Trial: Sendable {
    /// What is tried.
    public let check: ConformanceCheck
    /// The entry point and the model it is tried on; nil for a check of the library alone.
    public let subject: String?
    fileprivate let task: ConformanceTrial
  }

  private let inspector: PluginInspector
  private let reference: LibraryReference
  /// What the plugin says of itself.
  public let descriptor: PluginDescriptor
  private let entry: RegistryEntry
  /// The files that the project's package will carry.
  private let data: [LentFile]

  /// Prepares to try the library at `path`, or that of the project in the folder `path`.
  ///
  /// - Throws: as reading the project and loading the library do; `badParameter` for a project of plain C functions,
  ///   which have no contract to keep.
  public init(
    _ installation: Installation, library path: String, symbol: String?
  ) throws(ExplainerError) {
    var (path, symbol) = (path, symbol)
    var data: [LentFile] = []
    if FileSystem.isDirectory(path) {
      let project = try ProjectFile(folder: path)
      guard let library = project.library else {
        throw ExplainerError(
          .badParameter, "a project of plain C functions has no contract to be tried against", at: [path],
          remedy: "'explainer install' it: its signatures are checked whenever it runs")
      }
      for name in try project.dataFiles() {
        let file = "\(path)/\(name)"
        guard let resolved = FileSystem.resolved(file), let stamp = FileSystem.stamp(resolved) else {
          continue
        }
        data.append(LentFile(name, path: resolved, stamp: stamp))
      }
      (path, symbol) = ("\(path)/\(library)", symbol ?? project.symbol)
    }
    guard let resolved = FileSystem.resolved(path) else {
      throw ExplainerError(
        .notFound, "no such file", at: [path],
        remedy: "'explainer build FOLDER' builds the library of a project")
    }
    inspector = PluginInspector(installation)
    var reference = LibraryReference(name: FileSystem.name(of: path), path: resolved)
    if let symbol { reference.symbol = symbol }
    let description = try inspector.describe(reference)
    self.reference = reference
    self.data = data
    descriptor = description.descriptor
    entry = RegistryEntry(
      descriptor: descriptor, library: path, libraryPath: resolved, symbol: reference.symbol,
      abi: description.abi, registryPath: path)
  }

  /// Every check of every entry point, on the first of `models` of each kind that it fits.
  ///
  /// - Parameters:
  ///   - models: what to try them on.
  ///   - parameters: values for those entry points that have parameters of these names.
  ///   - texts: what to explain, as many as each entry point takes of them; none for texts of our own.
  /// - Throws: `badParameter` where a value is not legal, an entry point fits none of the models, or takes more texts.
  public func trials(
    on models: [ConformanceModel], parameters: JSONObject, texts: [String] = []
  ) throws(ExplainerError) -> [Trial] {
    var trials = [Trial(check: .table, subject: nil, task: ConformanceTrial(.table, reference))]
    for entryPoint in descriptor.entryPoints {
      let fitting = models.filter { entryPoint.fits($0.info) }
      guard !fitting.isEmpty else {
        throw ExplainerError(
          .badParameter, "there is no model that '\(entryPoint.name)' fits",
          expected: "a model that is "
            + entryPoint.fits.map(\.rawValue).joined(separator: " or "), remedy: "name one with --model")
      }
      let known = parameters.members.filter { member in
        entryPoint.parameters.contains { $0.name == member.key }
      }
      let given = JSONObject(known.map { ($0.key, $0.value) })
      for model in fitting {
        let request = try ExplanationRequest(
          asking: entryPoint, texts: try Self.texts(for: entryPoint, model, given: texts), given: given,
          truncates: false)
        let call = RunRequest(
          model: model.location, plugin: PluginBinding(entry), entryPoint: entryPoint.name,
          request: EncodedRequest(request), files: data + request.files, wantsTensors: true)
        for check in ConformanceCheck.allCases where check != .table {
          trials.append(
            Trial(
              check: check, subject: "\(entryPoint.name) on \(model.info.id)",
              task: ConformanceTrial(check, reference, call)))
        }
      }
    }
    return trials
  }

  /// Makes one check; a plugin that dies of it has failed it.
  public func run(_ trial: Trial) -> ConformanceFinding {
    do {
      let answer = try inspector.ask(.conform(trial.task))
      do { return try ConformanceFinding(json: answer) } catch { return .failed(error.reason) }
    } catch { return .failed("\(error)") }
  }

  /// Those that were given; else samples, of which the first holds a mask where the model has one, since some entry points
  /// ask for it.
  private static func texts(
    for entryPoint: EntryPoint, _ model: ConformanceModel, given: [String]
  ) throws(ExplainerError) -> [String] {
    guard given.isEmpty else {
      let texts = Array(given.prefix(entryPoint.texts.upperBound))
      guard texts.count >= entryPoint.texts.lowerBound else {
        throw ExplainerError(
          .badParameter, "'\(entryPoint.name)' takes more texts than were given",
          expected: "at least \(entryPoint.texts.lowerBound)", found: "\(given.count)",
          remedy: "give --text once for each")
      }
      return texts
    }
    var samples = ["The keys to the cabinet are on the table.", "The old man looked at the door."]
    if let mask = model.mask { samples[0] = samples[0].replacing("are", with: mask) }
    let count = max(entryPoint.texts.lowerBound, min(1, entryPoint.texts.upperBound))
    return (0..<count).map { samples[$0 % samples.count] }
  }
}
