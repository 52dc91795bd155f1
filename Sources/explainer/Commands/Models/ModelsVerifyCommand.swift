import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginRegistry
import Sandbox
import Tensors
import TransformerModels

/// `explainer models verify [NAME …]`: whether the files on the disk are still what the Hub described.
enum ModelsVerifyCommand {
  static let command = Command(
    name: "verify", summary: "Read models to the last byte and compare them with what the Hub said of them.",
    discussion: """
      Weights that are NaN or infinite are faults as well. Without names all models of the cache. Asks nothing of the network: the names of the cache's files are their \
      checksums. Exit code 0 where all is well, else 65.
      """,
    arguments: [
      .positional(
        "names", "embedded models, directories, or Hugging Face ids on this machine", isRequired: false,
        repeats: true, completion: .models),
      .json, .timeout, .memory,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let json = given.isOn("json")
    let installation = Installation.current()
    let catalog = ModelCatalog(installation)
    let reader = ModelReader(installation, limits: try Limits(given))
    let isNamed = given.values["names"] != nil
    let names = isNamed ? given.all("names") : catalog.locator.cache.ids
    var reports: [JSONValue] = []
    var isFine = true
    for name in names {
      let (report, problems) = try verify(name, isNamed: isNamed, catalog, reader)
      isFine = isFine && problems.isEmpty
      reports.append(report)
      guard !json else { continue }
      for problem in problems { StandardError.write("error: \(problem)") }
      if problems.isEmpty { StandardOutput.writeLine(words(name, report)) }
    }
    if json { StandardOutput.writeJSONLine(JSONValue.array(reports).text(pretty: true)) }
    if names.isEmpty, !json { StandardOutput.writeLine("there are no models in the cache") }
    if !isFine { StandardOutput.exit(ErrorCode.badData.exitCode) }
  }

  private static func verify(
    _ name: String, isNamed: Bool, _ catalog: ModelCatalog, _ reader: ModelReader
  ) throws -> (report: JSONValue, problems: [ExplainerError]) {
    let location: ModelLocation
    do { location = try catalog.locate(name) } catch {
      guard !isNamed else { throw error }
      return (["name": .string(name), "ok": false, "problem": .string(error.message), "files": []], [error])
    }
    let listing = SnapshotCheck.listing(of: location.directory)
    let answer = try reader.ask(of: location, files: listing.map(\.path)) {
      try verify(name, location, listing)
    }
    return (answer["report"] ?? .null, (answer["problems"]?.array ?? []).map(ExplainerError.init(json:)))
  }

  /// What is wrong with the files of a model: what the command says of them, and the problems.
  private static func verify(
    _ name: String, _ location: ModelLocation, _ listing: [SnapshotCheck.Listed]
  ) throws -> JSONValue {
    let check = try SnapshotCheck(listing)
    var problems = check.files.compactMap { problem($0, name, location) }
    if problems.isEmpty {
      // Whole files can still not fit each other; a family that cannot be run is no fault of theirs.
      do { _ = try ModelLoader.load(location) } catch let error as ExplainerError
        where error.code == .unsupported
      {
      } catch let error as ExplainerError where error.code == .outOfMemory {
        throw error
      } catch { problems.append(.wrapping(error)) }
    }
    if problems.isEmpty { problems = try numbers(location) }
    let report: JSONValue = [
      "name": .string(name), "directory": .string(location.directory),
      "revision": location.revision.map { .string($0) } ?? .null, "ok": .bool(problems.isEmpty),
      "problem": problems.first.map { .string($0.message) } ?? .null,
      "files": .array(check.files.map(json)),
    ]
    return ["report": report, "problems": .array(problems.map(\.json))]
  }

  /// The first weights that are not finite; none where there are no weights that can be read.
  private static func numbers(_ location: ModelLocation) throws -> [ExplainerError] {
    let weights: CheckpointWeights
    do { weights = try CheckpointWeights(directory: location.directory) } catch {
      guard error.code == .unsupported || error.code == .notFound else { throw error }
      return []
    }
    let found = try weights.nonFiniteTensors
    let shown = 5
    var problems = found.prefix(shown).map { path, name, elements in
      ExplainerError(
        .badData, "not finite: \(elements.words)", at: [path, "tensor '\(name)'"],
        remedy: "nothing that reads this weight can be explained: ask whoever made the checkpoint")
    }
    if found.count > shown {
      problems.append(
        ExplainerError(
          .badData, "\(found.count - shown) more tensors hold values that are not finite", at: [weights.path])
      )
    }
    return problems
  }

  private static func problem(
    _ file: SnapshotCheck.File, _ name: String, _ location: ModelLocation
  ) -> ExplainerError? {
    let path = ["\(location.directory)/\(file.name)"]
    let remedy = "`explainer models download --force \(name)` fetches it again"
    switch file.outcome {
    case .whole, .unknown: return nil
    case .missing: return ExplainerError(.badData, "its content is gone", at: path, remedy: remedy)
    case .damaged(let expected, let found):
      return ExplainerError(
        .badData, "is not what the Hub described", at: path, expected: expected, found: found, remedy: remedy
      )
    }
  }

  private static func words(_ name: String, _ report: JSONValue) -> String {
    let files = report["files"]?.array ?? []
    let size = ByteCount.text(files.reduce(0) { $0 + ($1["bytes"]?.int ?? 0) })
    let compared = files.count { $0["state"] == "whole" }
    if compared == 0 {
      return "\(name): \(files.count) files, \(size), fit each other; there are no checksums to compare with"
    }
    let rest = files.count - compared
    return "\(name): \(files.count) files, \(size): as the Hub described them"
      + (rest > 0 ? " (but \(rest) that cannot be compared)" : "")
  }

  private static func json(_ file: SnapshotCheck.File) -> JSONValue {
    let state =
      switch file.outcome {
      case .whole: "whole"
      case .damaged: "damaged"
      case .unknown: "unknown"
      case .missing: "missing"
      }
    return ["name": .string(file.name), "bytes": .integer(file.size), "state": .string(state)]
  }
}
