import Diagnostics

/// Asks the Hub: small questions here, files in `FileDownload`.
struct HubClient {
  let settings: HubSettings
  let session: HTTPSession
  private let token: String?
  private let origin: String
  private let isCancelled: @Sendable () -> Bool

  /// A client with connections of its own.
  ///
  /// - Throws: `inputOutput` where there is no libcurl, `badParameter` for an endpoint that is no address.
  init(_ settings: HubSettings, isCancelled: @escaping @Sendable () -> Bool) throws(ExplainerError) {
    self.settings = settings
    self.isCancelled = isCancelled
    session = try HTTPSession(settings)
    token = settings.token()
    guard let origin = HTTPSession.origin(of: settings.endpoint) else {
      throw ExplainerError(
        .badParameter, "HF_ENDPOINT is no address", expected: "such as https://huggingface.co",
        found: settings.endpoint)
    }
    self.origin = origin
  }

  /// Whether a token goes with requests.
  var hasToken: Bool { token != nil }

  /// Throws `cancelled` where the work is to stop.
  func checkCancellation() throws(ExplainerError) {
    if isCancelled() {
      throw ExplainerError(
        .cancelled, "interrupted", remedy: "the next try goes on where this one stopped")
    }
  }

  /// A request; the token goes only to the Hub itself, never to where it redirects.
  func request(_ url: String, isHead: Bool = false, range: Range<Int>? = nil, limit: Int) -> HTTPRequest {
    var headers = [("User-Agent", "explainer"), ("Accept-Encoding", "identity")]
    if let token, HTTPSession.origin(of: url) == origin {
      headers.append(("Authorization", "Bearer \(token)"))
    }
    if let range { headers.append(("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")) }
    return HTTPRequest(url: url, isHead: isHead, headers: headers, limit: limit)
  }

  /// The answers to small questions, asked side by side: redirections are followed, passing failures waited out.
  ///
  /// - Parameters:
  ///   - isHead: whether only headers are wanted; an answer that names a file's content (`X-Linked-Etag`) is then the
  ///     last, wherever it redirects to.
  ///   - limit: the most bytes a body may have.
  /// - Throws: the first lasting failure.
  func answers(
    to questions: [(url: String, subject: HubSubject)], isHead: Bool = false, limit: Int = 1 << 20
  ) throws(ExplainerError) -> [HTTPResponse] {
    var exchanges = questions.map { Exchange($0.url, $0.subject) }
    while true {
      try checkCancellation()
      let now = ContinuousClock.now
      var live = exchanges.count { $0.transfer != nil }
      for index in exchanges.indices where live < 2 * settings.connections {
        guard exchanges[index].isWaiting, exchanges[index].earliest <= now else { continue }
        exchanges[index].transfer = try session.start(
          request(exchanges[index].url, isHead: isHead, limit: limit))
        exchanges[index].begun = now
        live += 1
      }
      guard exchanges.contains(where: { $0.answer == nil }) else { break }
      session.step(milliseconds: 50)
      for exchange in exchanges where exchange.transfer?.isDone == false {
        guard now - exchange.begun > .seconds(settings.patience.answerSeconds) else { continue }
        throw exchange.subject.unanswered(seconds: settings.patience.answerSeconds, url: exchange.url)
      }
      for index in exchanges.indices where exchanges[index].transfer?.isDone == true {
        try exchanges[index].finish(isHead: isHead, patience: settings.patience)
      }
    }
    return exchanges.compactMap(\.answer)
  }
}

/// One small question until it is answered.
private struct Exchange {
  var url: String
  let subject: HubSubject
  var transfer: HTTPTransfer?
  var earliest = ContinuousClock.now
  /// When the transfer was started.
  var begun = ContinuousClock.now
  var answer: HTTPResponse?
  private var headers: [String: String] = [:]
  private var failures = 0
  private var hops = 0

  init(_ url: String, _ subject: HubSubject) {
    self.url = url
    self.subject = subject
  }

  var isWaiting: Bool { transfer == nil && answer == nil }

  /// Reads a transfer that has ended.
  mutating func finish(isHead: Bool, patience: HubSettings.Patience) throws(ExplainerError) {
    guard let transfer else { return }
    self.transfer = nil
    if transfer.isTooLarge { throw subject.tooLarge(transfer.request) }
    if let setback = TransferFailure(transfer, of: subject) {
      failures += 1
      earliest = .now + (try setback.wait(failures, patience, isFirst: true, transfer.failure))
      return
    }
    for name in HTTPResponse.headerNames {
      guard let value = transfer.header(name) else { continue }
      if !name.hasPrefix("x-") || headers[name] == nil { headers[name] = value }
    }
    if let next = transfer.redirect, 300..<400 ~= transfer.status {
      hops += 1
      url = try Redirection.checked(next, from: url, hops: hops, subject)
      guard isHead, headers["x-linked-etag"] != nil, headers["x-linked-size"] != nil else { return }
    } else if transfer.status >= 300 {
      throw subject.refusal(status: transfer.status, code: nil, message: nil, server: subject.server(of: url))
    }
    answer = HTTPResponse(url: url, status: transfer.status, headers: headers, body: transfer.take())
  }
}
