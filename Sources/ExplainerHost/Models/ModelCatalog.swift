import CWorkerSystem
public import Checkpoints
public import Diagnostics
package import ExplainerCore
import Files
package import HuggingFaceHub
public import PluginRegistry
package import Sandbox
import TransformerModels

/// Finds models, and fetches those that are not on this machine.
public struct ModelCatalog: Sendable {
  /// Where models are looked for.
  package let locator: ModelLocator
  /// Where they are fetched from.
  package let hub: Hub

  /// The models within reach of `installation`: embedded ones, directories, the local Hugging Face cache, the Hub.
  public init(_ installation: Installation) {
    locator = ModelLocator(embeddedRoots: installation.modelFolders, environment: installation.environment)
    hub = Hub(environment: installation.environment)
  }

  /// Where the model called `name` lies on this machine; nothing is fetched.
  ///
  /// - Parameters:
  ///   - name: what the user calls it.
  ///   - parts: what of it has to be there.
  /// - Throws: `notFound` saying where it was looked for and how to get it.
  public func locate(_ name: String, parts: ModelParts = .all) throws(ExplainerError) -> ModelLocation {
    let name = AdaptedName(name)
    let found = try locator.locate(name.base, parts: parts)
    return try adapted(
      ModelLocation(
        id: found.id, directory: FileSystem.absolute(found.directory), revision: found.revision,
        origin: found.origin), by: name.adapter)
  }

  /// The model at `location`, used with the LoRA adapter in `folder`.
  ///
  /// - Throws: `notFound` where there is no such folder; what is in it is seen where the model is loaded.
  public func adapted(_ location: ModelLocation, by folder: String?) throws(ExplainerError) -> ModelLocation {
    guard let folder else { return location }
    guard location.adapter == nil else {
      throw ExplainerError(
        .badParameter, "two adapters are named", at: [folder], expected: "one at most",
        found: location.adapter, remedy: "merge them with peft first")
    }
    guard FileSystem.isDirectory(folder) else {
      throw ExplainerError(
        .notFound, "there is no such folder", at: [folder], expected: "the folder of a LoRA adapter")
    }
    var location = location
    location.adapter = FileSystem.absolute(folder)
    return location
  }

  /// Whether `provide` would ask the Hub for the model called `name`.
  package func isToBeFetched(_ name: String) -> Bool {
    let name = AdaptedName(name).base
    guard !hub.settings.isOffline, locator.hubID(of: name) != nil else { return false }
    do {
      _ = try locate(name)
      return false
    } catch { return error.code == .notFound }
  }

  /// Where the model called `name` lies, once it is on this machine.
  ///
  /// One that is not is fetched, unless the Hub may not be asked (`HF_HUB_OFFLINE`) or this program could not run it.
  ///
  /// - Parameters:
  ///   - name: what the user calls it.
  ///   - parts: what of it has to be there already; what is fetched is all of it.
  ///   - cancellation: what stops a download; nil stops it where the program is interrupted.
  ///   - observe: told what is fetched, and how far that is.
  /// - Throws: `notFound` where it is neither here nor there, `unsupported` for a family or format that cannot be run,
  ///   `inputOutput` where network or disk fail, `badData` for files that were damaged on the way, `cancelled`.
  package func provide(
    _ name: String, parts: ModelParts = .all, cancellation: Cancellation? = nil,
    observe: @escaping @Sendable (ModelFetching) -> Void
  ) throws(ExplainerError) -> ModelLocation {
    let called = AdaptedName(name)
    if let adapter = called.adapter {
      return try adapted(
        provide(called.base, parts: parts, cancellation: cancellation, observe: observe), by: adapter)
    }
    let absence: ExplainerError
    do { return try locate(name, parts: parts) } catch { absence = error }
    guard absence.code == .notFound, let id = locator.hubID(of: name) else { throw absence }
    guard !hub.settings.isOffline else {
      var error = absence
      error.message += "; the Hub was not asked: HF_HUB_OFFLINE is set"
      error.remedy = error.remedy?.replacing("et it with", with: "et it (without HF_HUB_OFFLINE) with")
      throw error
    }
    return try stoppable(cancellation) { isCancelled throws(ExplainerError) in
      try fetch(
        usablePlan(id, absence: absence, isCancelled: isCancelled), isCancelled: isCancelled, observe: observe
      )
    }
  }

  /// What the model called `name` is, where `provide` would fetch it; nothing is fetched.
  ///
  /// - Returns: nil for one that is here, or whose configuration does not name its family.
  /// - Throws: as `provide`.
  package func farKind(of name: String) throws(ExplainerError) -> ModelKind? {
    let name = AdaptedName(name).base
    guard !hub.settings.isOffline, let id = locator.hubID(of: name) else { return nil }
    let absence: ExplainerError
    do {
      _ = try locate(name)
      return nil
    } catch { absence = error }
    guard absence.code == .notFound else { return nil }
    return try stoppable(nil) { isCancelled throws(ExplainerError) in
      ModelRegistry.kind(
        ofFamily: try usablePlan(id, absence: absence, isCancelled: isCancelled).listing.family ?? "")
    }
  }

  /// The plan of a download that this program can use.
  private func usablePlan(
    _ id: HubID, absence: ExplainerError, isCancelled: @escaping @Sendable () -> Bool
  ) throws(ExplainerError) -> DownloadPlan {
    let plan: DownloadPlan
    do throws(ExplainerError) { plan = try hub.plan(id, isCancelled: isCancelled) } catch {
      throw explained(absence, id, hub: error)
    }
    try checkUse(plan)
    return plan
  }

  /// Fetches what a plan says, and tells what it fetches.
  ///
  /// - Throws: `inputOutput` where network or disk fail, `badData` for files that were damaged on the way, `cancelled`.
  package func download(
    _ id: HubID, isForced: Bool = false, cancellation: Cancellation? = nil,
    observe: @escaping @Sendable (ModelFetching) -> Void
  ) throws(ExplainerError) -> (plan: DownloadPlan, location: ModelLocation) {
    try stoppable(cancellation) { isCancelled throws(ExplainerError) in
      let plan = try hub.plan(id, isForced: isForced, isCancelled: isCancelled)
      return (plan, try fetch(plan, isForced: isForced, isCancelled: isCancelled, observe: observe))
    }
  }

  private func fetch(
    _ plan: DownloadPlan, isForced: Bool = false, isCancelled: @escaping @Sendable () -> Bool,
    observe: @escaping @Sendable (ModelFetching) -> Void
  ) throws(ExplainerError) -> ModelLocation {
    if !plan.missing.isEmpty {
      observe(.begins(plan, endpoint: hub.settings.endpoint, cache: hub.cache.root ?? ""))
    }
    let start = ContinuousClock.now
    let location = try hub.download(
      plan, isForced: isForced,
      observer: DownloadObserver(isCancelled: isCancelled, receive: { observe(.goesOn(plan, $0)) }))
    if !plan.missing.isEmpty { observe(.ends(plan, seconds: (ContinuousClock.now - start).seconds)) }
    return location
  }

  /// Does a piece of work that `cancellation` stops, or the user's interrupt.
  private func stoppable<Value>(
    _ cancellation: Cancellation?,
    _ work: (@escaping @Sendable () -> Bool) throws(ExplainerError) -> Value
  ) throws(ExplainerError) -> Value {
    if let cancellation { return try work { cancellation.isMade } }
    let interrupts = try Cancellation()
    _ = worker_watch_interrupts(interrupts.writingEnd)
    defer { _ = worker_watch_interrupts(-1) }
    return try work { interrupts.isMade }
  }

  /// Sees to it that nobody waits for gigabytes that cannot be used.
  private func checkUse(_ plan: DownloadPlan) throws(ExplainerError) {
    let anyway = "`explainer models download \(plan.id.name)` gets it all the same"
    if let family = plan.listing.family, !ModelRegistry.families.contains(family) {
      throw ExplainerError(
        .unsupported, "models of this family cannot be run yet", at: [plan.id.name],
        expected: ModelRegistry.families.joined(separator: ", "), found: family, remedy: anyway)
    }
    guard plan.weights != .none else {
      let isAdapter = plan.listing.files.contains("adapter_config.json")
      throw ExplainerError(
        .unsupported,
        isAdapter ? "is an adapter, which is no model by itself" : "there are no weights that can be read",
        at: [plan.id.name], expected: "model.safetensors or pytorch_model.bin, whole or in shards",
        remedy: isAdapter
          ? "download its files into a folder, and pass that as --adapter beside the model it was made for"
          : nil)
    }
  }

  /// Why there is no such model: it is not here, and the Hub does not give it.
  private func explained(_ absence: ExplainerError, _ id: HubID, hub error: ExplainerError) -> ExplainerError
  {
    guard error.code == .notFound || error.code == .inputOutput else { return error }
    var result = absence
    result.code = error.code
    result.message += "; of the Hub: \(error.message)"
    let slip = locator.likelyName(for: id).map { "did you mean '\($0)'? Else " } ?? ""
    result.remedy = error.remedy.map { slip + $0 } ?? absence.remedy
    return result
  }
}
