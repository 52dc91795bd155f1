import Diagnostics

/// What stands between a request and its answer.
enum TransferFailure {
  /// Another try may help: why it is needed, and how long the server asks to wait, in seconds.
  case passing(ExplainerError, wait: Double?)
  /// No other try will help.
  case lasting(ExplainerError)

  /// The error to report where there is no other try.
  var error: ExplainerError {
    switch self {
    case .passing(let error, _), .lasting(let error): error
    }
  }

  /// Judges a transfer that has ended without the answer that was wanted; nil where its status is one of success or
  /// redirection.
  init?(_ transfer: HTTPTransfer, of subject: HubSubject) {
    let server = subject.server(of: transfer.request.url)
    if let failure = transfer.failure {
      let error = ExplainerError(
        .inputOutput, "\(server) cannot be read: \(failure.message)", at: subject.location,
        remedy: failure.isOfCertificates
          ? "name the certificates to trust with SSL_CERT_FILE, or as root: apt-get install ca-certificates"
          : subject.remedyForUnreachable)
      self = failure.isTransient ? .passing(error, wait: nil) : .lasting(error)
      return
    }
    switch transfer.status {
    case 200..<400: return nil
    case 408, 425, 429, 500...599:
      let wait = Self.wait(transfer)
      let error = ExplainerError(
        .inputOutput, "\(server) \(transfer.status == 429 ? "is asked too often" : "is out of order")",
        at: subject.location, found: "status \(transfer.status)",
        remedy: "try again \(wait.map { "in \(Int($0.rounded(.up))) seconds" } ?? "later")")
      self = .passing(error, wait: wait)
    default:
      self = .lasting(
        subject.refusal(
          status: transfer.status, code: transfer.header("X-Error-Code"),
          message: transfer.header("X-Error-Message"), server: server))
    }
  }

  /// How long the server asks to wait, in seconds: `Retry-After`, else the `t` of `RateLimit`.
  private static func wait(_ transfer: HTTPTransfer) -> Double? {
    if let seconds = transfer.header("Retry-After").flatMap(Double.init), seconds >= 0, seconds < 1e9 {
      return seconds
    }
    guard transfer.status == 429 else { return nil }
    let fields = transfer.header("RateLimit")?.split(separator: ";") ?? []
    return fields.lazy.compactMap { field -> Double? in
      let field = field.drop { $0 == " " }
      return field.hasPrefix("t=")
        ? Double(field.dropFirst(2)).flatMap { $0 >= 0 && $0 < 1e9 ? $0 : nil } : nil
    }.first
  }
}

extension TransferFailure {
  /// How long to wait before the next try.
  ///
  /// - Parameters:
  ///   - failures: how often in a row it has failed now.
  ///   - isFirst: whether nothing has ever come of this server, so that one that cannot be connected to is soon given up.
  /// - Throws: the error, where there is no further try.
  func wait(
    _ failures: Int, _ patience: HubSettings.Patience, isFirst: Bool, _ failure: HTTPTransfer.Failure?
  ) throws(ExplainerError) -> Duration {
    guard case .passing(let error, let asked) = self else { throw error }
    let tries = isFirst && failure?.isUnconnected == true ? patience.firstTries : patience.tries
    guard failures < tries, asked ?? 0 <= patience.longestRetryAfter else { throw error }
    let doubled = patience.firstWait * Double(1 << min(failures - 1, 20))
    return .seconds(max(asked ?? 0, min(doubled, patience.longestWait)))
  }
}
