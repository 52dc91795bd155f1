package import Checkpoints
package import Diagnostics

/// The Hugging Face Hub, and the local cache that models of it are put into.
///
/// libcurl is loaded when something is first asked; see Docs/models.md for what is fetched and how.
package struct Hub: Sendable {
  /// Where the Hub is.
  package var settings: HubSettings
  /// Where models are put.
  package let cache: HubCache

  /// The Hub and the cache that these variables name.
  package init(environment: [String: String]) {
    settings = HubSettings(environment: environment)
    cache = HubCache(environment: environment)
  }

  /// Why nothing can be fetched, and what to do; nil where libcurl is there, which this loads.
  package static var unavailability: (reason: String, remedy: String)? {
    HTTPSession.unavailability.map { ($0, HTTPSession.remedy) }
  }

  /// What a download of `id` would fetch.
  ///
  /// - Parameter isForced: whether files are to be fetched that are here.
  /// - Throws: `notFound` for a model or revision that the Hub does not have or does not show, `inputOutput` where it
  ///   cannot be asked or may not be (`HF_HUB_OFFLINE`).
  package func plan(
    _ id: HubID, isForced: Bool = false, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ExplainerError) -> DownloadPlan {
    guard !settings.isOffline else {
      throw ExplainerError(
        .inputOutput, "the Hub may not be asked: HF_HUB_OFFLINE is set", at: [id.name], remedy: "unset it")
    }
    let folder = try CacheFolder(id, in: cache)
    let client = try HubClient(settings, isCancelled: isCancelled)
    return try DownloadPlanner(client: client, folder: folder, id: id).plan(isForced: isForced)
  }

  /// Fetches what the plan says.
  ///
  /// Safe with any number of processes at once, Python's among them: each file is fetched by one of them.
  ///
  /// - Returns: the snapshot.
  /// - Throws: `inputOutput` where network or disk fail, `badData` for content that is not what the Hub describes,
  ///   `cancelled`. What has come stays, to be gone on with.
  @discardableResult package func download(
    _ plan: DownloadPlan, isForced: Bool = false, observer: DownloadObserver = DownloadObserver()
  ) throws(ExplainerError) -> ModelLocation {
    let folder = try CacheFolder(plan.id, in: cache)
    let client = try HubClient(settings, isCancelled: observer.isCancelled)
    try HubDownloader(client: client, folder: folder, observer: observer).download(plan, isForced: isForced)
    return ModelLocation(
      id: plan.id.name, directory: "\(folder.path)/snapshots/\(plan.commit)", revision: plan.commit,
      origin: .cache)
  }
}
