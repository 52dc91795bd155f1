import Diagnostics
import ExplainerChains
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginRegistry

extension ChainCommand {
  /// The script, read and checked; says everything that is wrong with it and ends the program where something is.
  func plan(_ installation: Installation, _ registry: Registry) throws -> ChainPlan {
    let script = try given.value("script")
    let source: ScriptSource
    if script == "-" {
      source = try ScriptSource(
        bytes: Array(try StandardInput.text(limit: DocumentBounds.script.bytes).utf8), name: "standard input",
        folder: ".", isJSON: false,
        reader: installation.yamlReader)
    } else {
      source = try ScriptSource(path: script, reader: installation.yamlReader)
    }
    let catalog = ModelCatalog(installation)
    let reader = ModelReader(installation)
    let display = DownloadDisplay(isQuiet: isQuiet, settings: catalog.hub.settings)
    defer { display.finish() }
    let onlyLooks = onlyChecks || given.isOn("dry-run")
    do throws(ScriptErrors) {
      return try ChainPlan(
        source, substitutes: .init(models: given.all("model"), report: given["report"]), registry: registry,
        outputFolder: FileSystem.absolute(given["output"] ?? "."),
        farKind: { name throws(ExplainerError) in onlyLooks ? nil : try catalog.farKind(of: name) }
      ) { name throws(ExplainerError) in
        let location =
          onlyLooks ? try catalog.locate(name) : try catalog.provide(name) { display.receive($0) }
        return PlannedModel(location: location, info: try reader.info(of: location))
      }
    } catch {
      error.errors.forEach { StandardError.write("error: \($0)") }
      let codes = Set(error.errors.map(\.code.exitCode))
      StandardOutput.exit(codes.count == 1 ? codes.first ?? 0 : ErrorCode.badData.exitCode)
    }
  }

  /// Where answers are kept, and whether those that were kept are used.
  func options(_ installation: Installation) throws(ExplainerError) -> ChainRunner.Options {
    var options = ChainRunner.Options()
    guard !keepsNothing, let folder = given["cache"] ?? installation.cacheFolder.map({ "\($0)/results" })
    else {
      return options
    }
    do {
      options.store = try ResultStore(FileSystem.absolute(folder))
      options.digests = FileDigests(memory: "\(FileSystem.absolute(folder))/digests.json")
    } catch {
      // A home that cannot be written to is no reason not to run; a folder that was named is.
      if given["cache"] != nil || resumes { throw error }
      if !isQuiet { StandardError.write("warning: answers are not kept: \(error)") }
    }
    options.resumes = resumes
    return options
  }
}
