import Checkpoints
import Diagnostics

/// What a request is about, for words: a model, and perhaps a file of it.
struct HubSubject: Sendable {
  let id: HubID
  let settings: HubSettings
  /// Whether a token goes with requests.
  let hasToken: Bool
  /// The file, where it is about one.
  var file: String?

  /// Where it went wrong.
  var location: [String] { ["\(id.name)\(file.map { "/\($0)" } ?? "")"] }

  /// Words for the server of an address.
  func server(of url: String) -> String {
    guard let origin = HTTPSession.origin(of: url) else { return "'\(url)'" }
    for (scheme, port) in [("https", ":443"), ("http", ":80")]
    where origin.hasPrefix("\(scheme)://") && origin.hasSuffix(port) {
      return String(origin.dropLast(port.count))
    }
    return origin
  }

  /// What to do where a server cannot be reached.
  var remedyForUnreachable: String {
    "check the network (behind a proxy: HTTPS_PROXY; a mirror: HF_ENDPOINT), then run it again: it goes on where it stopped"
  }

  /// That a server answers a small question with more than any answer has.
  func tooLarge(_ request: HTTPRequest) -> ExplainerError {
    ExplainerError(
      .limitReached, "\(server(of: request.url)) sends a larger answer than there can be", at: location,
      expected: "at most \(ByteCount.text(request.limit))", found: "more",
      remedy: "check HF_ENDPOINT, and whether a proxy answers in the Hub's place")
  }

  /// That a server goes on answering a small question.
  func unanswered(seconds: Int, url: String) -> ExplainerError {
    ExplainerError(
      .inputOutput, "\(server(of: url)) has not ended its answer after \(seconds) seconds",
      at: location, remedy: remedyForUnreachable)
  }

  /// What a status of refusal means.
  func refusal(status: Int, code: String?, message: String?, server: String) -> ExplainerError {
    let page = "\(settings.endpoint)/\(id.name)"
    let login = hasToken ? "check that the token of HF_TOKEN may read it" : "for a private one set HF_TOKEN"
    switch (code, status) {
    case ("GatedRepo", _):
      return ExplainerError(
        .notFound, "the model is gated: its owners decide who may download it", at: location,
        remedy: hasToken
          ? "ask for access at \(page)" : "ask for access at \(page), then set HF_TOKEN to a token of yours")
    case ("RevisionNotFound", _):
      return ExplainerError(
        .notFound, "there is no revision '\(id.revision ?? "main")' on the Hub", at: location)
    case ("EntryNotFound", _):
      return ExplainerError(.notFound, "the Hub has no such file", at: location)
    case (_, 401) where message?.contains("Invalid credentials") == true:
      return ExplainerError(
        .notFound, "\(server) does not accept the token", at: location,
        remedy: "set HF_TOKEN to a token of \(settings.endpoint)/settings/tokens, or unset it")
    case ("RepoNotFound", _), (_, 401):
      return ExplainerError(
        .notFound, "\(settings.endpoint) has no such model, or does not show it to everybody", at: location,
        remedy: "check the name; \(login)")
    case (_, 403):
      return ExplainerError(
        .notFound, "\(server) refuses: \(Self.line(message) ?? "status 403")", at: location, remedy: login)
    case (_, 404):
      return ExplainerError(.notFound, "\(server) does not have it", at: location, found: "status 404")
    default:
      return ExplainerError(
        .inputOutput, "\(server) refuses\(Self.line(message).map { ": \($0)" } ?? "")", at: location,
        found: "status \(status)")
    }
  }

  private static func line(_ text: String?) -> String? { text.map { String($0.prefix(200)) } }
}
