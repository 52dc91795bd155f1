/// What happens while files are fetched.
package enum DownloadEvent: Sendable {
  /// How far it has come; some ten times a second.
  case progress(DownloadProgress)
  /// Something failed and is tried again after so many seconds.
  case retrying(file: String, reason: String, seconds: Double)
  /// Another process is fetching the file.
  case waiting(file: String)
}

/// How far a download has come.
package struct DownloadProgress: Sendable, Hashable {
  /// How many bytes of the missing files are here.
  package var received: Int
  /// How many bytes the missing files have.
  package var total: Int
  /// How many bytes have come over the network since the start: what a rate is made of.
  package var transferred: Int
  /// How many files are here.
  package var finishedFiles: Int
  /// How many files were missing.
  package var files: Int

  /// A state from its numbers.
  package init(received: Int, total: Int, transferred: Int, finishedFiles: Int, files: Int) {
    self.received = received
    self.total = total
    self.transferred = transferred
    self.finishedFiles = finishedFiles
    self.files = files
  }
}

/// Who follows a download and may stop it; called on the thread that downloads.
package struct DownloadObserver: Sendable {
  /// Whether it is to stop.
  package var isCancelled: @Sendable () -> Bool
  /// Takes what happens.
  package var receive: @Sendable (DownloadEvent) -> Void

  /// An observer from its parts.
  package init(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    receive: @escaping @Sendable (DownloadEvent) -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.receive = receive
  }
}
