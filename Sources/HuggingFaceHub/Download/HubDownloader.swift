import Checkpoints
import Diagnostics
import Files
import Glibc

/// Fetches what a plan says, all in one thread: libcurl moves the connections, the files are written as bytes come.
struct HubDownloader {
  let client: HubClient
  let folder: CacheFolder
  let observer: DownloadObserver

  /// Fetches the missing files and completes the snapshot; the revision is remembered last, so that what was there
  /// before is found until all is here.
  ///
  /// - Throws: `inputOutput` where the network or the disk fails, `badData` for content that is not what the Hub
  ///   describes, `cancelled`. What has come stays, to be gone on with.
  func download(_ plan: DownloadPlan, isForced: Bool) throws(ExplainerError) {
    try folder.prepare()
    try checkRoom(plan)
    let subject = HubSubject(id: plan.id, settings: client.settings, hasToken: client.hasToken)
    let files = plan.missing.sorted { $0.size < $1.size }.map { [observer] in
      FileDownload(
        $0, plan.commit, client: client, folder: folder, subject: subject, isForced: isForced,
        receive: observer.receive)
    }
    defer { files.forEach { $0.abandon() } }
    var lastReport: ContinuousClock.Instant?
    while files.contains(where: { !$0.isFinished }) {
      try client.checkCancellation()
      for file in files where !file.isFinished {
        let free = client.settings.connections - files.reduce(0) { $0 + $1.live }
        guard free > 0 else { break }
        // Of files with the same content one is fetched, and the others find it.
        let isTwin = files.contains { $0.isUnderWay && $0 !== file && $0.file.etag == file.file.etag }
        guard !isTwin else { continue }
        try file.begin()
        try file.start(atMost: free)
      }
      client.session.step(milliseconds: 50)
      for file in files { try file.advance() }
      let now = ContinuousClock.now
      if lastReport.map({ now - $0 > .milliseconds(100) }) ?? true {
        lastReport = now
        report(files, plan)
      }
    }
    report(files, plan)
    try folder.remember(absent: plan.absent, plan.commit)
    try folder.remember(plan.id.revision ?? "main", plan.commit)
  }

  private func report(_ files: [FileDownload], _ plan: DownloadPlan) {
    observer.receive(
      .progress(
        DownloadProgress(
          received: files.reduce(0) { $0 + $1.received }, total: plan.missingSize,
          transferred: files.reduce(0) { $0 + $1.transferred },
          finishedFiles: files.count { $0.isFinished }, files: files.count)))
  }

  private func checkRoom(_ plan: DownloadPlan) throws(ExplainerError) {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { return }
    let (product, isMore) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    let room = isMore ? Int.max : Int(clamping: product)
    let wanted = plan.missingSize - plan.bytesHere
    guard room < wanted else { return }
    throw ExplainerError(
      .inputOutput, "there is no room for the model", at: [folder.path], expected: ByteCount.text(wanted),
      found: ByteCount.text(room), remedy: "make room, or name another folder with HF_HOME")
  }
}
