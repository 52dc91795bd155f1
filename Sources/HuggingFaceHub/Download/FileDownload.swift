import Diagnostics
import Files

/// A file on its way: its parts are asked for side by side and written in order.
final class FileDownload {
  let file: HubFile
  private let client: HubClient
  private let folder: CacheFolder
  private let subject: HubSubject
  private let commit: String
  private let isForced: Bool
  private let receive: (DownloadEvent) -> Void

  private var lock: FileLock?
  private var partial: PartialFile?
  private var parts: [FilePart] = []
  private var location: String
  /// Where the next part begins.
  private var planned = 0
  /// Whether the server sends only whole files.
  private var isWhole = false
  private var hasRestarted = false
  private var hasWaited = false
  private var nextLook = ContinuousClock.now

  /// Whether it is in the snapshot.
  private(set) var isFinished = false
  /// How many bytes have come over the network.
  private(set) var transferred = 0

  init(
    _ file: HubFile, _ commit: String, client: HubClient, folder: CacheFolder, subject: HubSubject,
    isForced: Bool, receive: @escaping (DownloadEvent) -> Void
  ) {
    self.file = file
    self.commit = commit
    self.client = client
    self.folder = folder
    var subject = subject
    subject.file = file.name
    self.subject = subject
    self.isForced = isForced
    self.receive = receive
    location = file.location
  }

  private var settings: HubSettings { client.settings }

  /// Whether this process fetches it at the moment.
  var isUnderWay: Bool { partial != nil }

  /// How many requests are under way.
  var live: Int { parts.count { $0.transfer != nil } }

  /// How many bytes are here, or on their way in order; of a file another process fetches, what that one has.
  var received: Int {
    if isFinished { return file.size }
    guard let partial else { return min(FileSystem.size(folder.partial(file.etag)) ?? 0, file.size) }
    // (What a server sends beyond what was asked for is not counted.)
    return min(parts.reduce(partial.count) { $0 + $1.waiting }, file.size)
  }

  /// Takes the file's lock, and finishes at once where its content is here; nothing where another process has the lock.
  func begin() throws(ExplainerError) {
    guard partial == nil, !isFinished, nextLook <= .now else { return }
    if !isForced, FileSystem.isFile(folder.blob(file.etag)) { return try finish() }
    guard let lock = try folder.lock(file.etag) else {
      if !hasWaited { receive(.waiting(file: file.name)) }
      hasWaited = true
      nextLook = .now + .milliseconds(200)
      return
    }
    self.lock = lock
    // Whoever had the lock may have fetched it.
    if !isForced || hasWaited, FileSystem.isFile(folder.blob(file.etag)) { return try finish() }
    let client = client
    let partial = try PartialFile(folder.partial(file.etag), of: file, startsAnew: isForced) {
      () throws(ExplainerError) in try client.checkCancellation()
    }
    self.partial = partial
    planned = partial.count
    try settle()
  }

  /// Starts requests, at most so many.
  func start(atMost count: Int) throws(ExplainerError) {
    guard partial != nil, !isFinished else { return }
    var left = count
    let now = ContinuousClock.now
    for index in parts.indices where left > 0 {
      guard parts[index].transfer == nil, !parts[index].isComplete, parts[index].earliest <= now else {
        continue
      }
      try start(index)
      left -= 1
    }
    // A few parts wait in memory for the first one to be whole; no more.
    while left > 0, planned < file.size, parts.count < 2 * settings.connections, !(isWhole && !parts.isEmpty)
    {
      let end = isWhole ? file.size : min(file.size, planned + settings.partSize)
      parts.append(FilePart(planned..<end))
      planned = end
      try start(parts.count - 1)
      left -= 1
    }
  }

  /// Reads what has come, writes what is in order, and finishes where all is there.
  func advance() throws(ExplainerError) {
    guard partial != nil, !isFinished else { return }
    for index in parts.indices { try read(index) }
    try settle()
  }

  /// Writes what can be kept; the rest of the work is given up.
  func abandon() {
    for index in parts.indices { parts[index].stop() }
    while let bytes = parts.first?.saved, let partial {
      guard !bytes.isEmpty, (try? partial.append(bytes)) != nil, parts[0].isComplete else { break }
      parts.removeFirst()
    }
    parts = []
    partial = nil
    lock = nil
  }

  private func start(_ index: Int) throws(ExplainerError) {
    let part = parts[index]
    let range = part.next..<part.range.upperBound
    let isRange = !isWhole && range != 0..<file.size
    parts[index].surplus = isRange ? 0 : range.lowerBound
    parts[index].isAccepted = false
    // (There is room for the words of a refusal.)
    let limit = max(isRange ? range.count : file.size, 1 << 16)
    parts[index].transfer = try client.session.start(
      client.request(location, range: isRange ? range : nil, limit: limit))
  }

  /// Looks at the request of a part.
  private func read(_ index: Int) throws(ExplainerError) {
    guard parts.indices.contains(index), let transfer = parts[index].transfer else { return }
    if !parts[index].isAccepted, transfer.hasHeaders, transfer.status == 200 || transfer.status == 206 {
      try accept(index, transfer)
    }
    guard transfer.isDone, parts.indices.contains(index) else { return }
    let isAccepted = parts[index].isAccepted
    parts[index].stop()
    guard !parts[index].isComplete else { return }
    if !isAccepted, let next = transfer.redirect, 300..<400 ~= transfer.status {
      parts[index].hops += 1
      location = try Redirection.checked(next, from: transfer.request.url, hops: parts[index].hops, subject)
    } else {
      parts[index].hops = 0
      try wait(index, setback(of: transfer))
    }
  }

  private func setback(of transfer: HTTPTransfer) -> TransferFailure {
    guard let setback = TransferFailure(transfer, of: subject) else {
      // It ended as if all were well, and too early.
      return .passing(
        ExplainerError(
          .inputOutput, "the file broke off", at: subject.location, remedy: subject.remedyForUnreachable),
        wait: nil)
    }
    // An address that was good for a while: the Hub gives a new one.
    if case .lasting(let error) = setback, transfer.request.url != file.address,
      [401, 403, 404, 410].contains(transfer.status)
    {
      location = file.address
      return .passing(error, wait: 0)
    }
    return setback
  }

  private func wait(_ index: Int, _ setback: TransferFailure) throws(ExplainerError) {
    parts[index].fail()
    let wait = try setback.wait(parts[index].failures, settings.patience, isFirst: false, nil)
    parts[index].earliest = .now + wait
    receive(.retrying(file: file.name, reason: setback.error.message, seconds: wait / .seconds(1)))
  }

  /// Sees to it that the answer is what was asked for.
  private func accept(_ index: Int, _ transfer: HTTPTransfer) throws(ExplainerError) {
    let part = parts[index]
    let asked = transfer.request.headers.contains { $0.name == "Range" }
    guard asked else {
      parts[index].isAccepted = transfer.status == 200
      return
    }
    if transfer.status == 206 {
      let expected = "bytes \(part.next)-\(part.range.upperBound - 1)/\(file.size)"
      guard transfer.header("Content-Range") == expected else {
        throw ExplainerError(
          .badData, "the server sends another part than was asked for", at: subject.location,
          expected: expected, found: transfer.header("Content-Range") ?? "no Content-Range")
      }
      parts[index].isAccepted = true
    } else {
      // The server knows no ranges: one request brings all that is missing.
      isWhole = true
      planned = partial?.count ?? 0
      parts = []
    }
  }

  /// Writes what is in order; finishes where that is all.
  private func settle() throws(ExplainerError) {
    guard let partial else { return }
    while !parts.isEmpty {
      let bytes = parts[0].take()
      if !bytes.isEmpty {
        transferred += bytes.count
        try partial.append(bytes)
      }
      guard parts[0].isComplete else { return }
      parts.removeFirst()
    }
    guard partial.count == file.size else { return }
    if let (expected, found) = partial.contradiction {
      try partial.restart()
      planned = 0
      location = file.address
      guard hasRestarted else {
        hasRestarted = true
        receive(.retrying(file: file.name, reason: "its checksum is wrong", seconds: 0))
        return
      }
      throw ExplainerError(
        .badData, "what was sent is not what the Hub describes", at: subject.location, expected: expected,
        found: found, remedy: "try again later; if it stays so, a proxy or mirror changes the files")
    }
    try partial.finish(as: folder.blob(file.etag))
    try finish()
  }

  private func finish() throws(ExplainerError) {
    try folder.link(file, commit)
    partial = nil
    lock = nil
    isFinished = true
  }
}
