import Diagnostics
import ExplainerCore
import JSON

/// One line somebody sends to a session.
struct SessionRequest: Sendable {
  /// What a line asks for.
  enum Method: Sendable {
    /// Run an entry point.
    case run(Run)
    /// What there is to run.
    case listEntryPoints
    /// One entry point's documentation and provenance.
    case info(String)
    /// A text's tokens.
    case tokenize(model: String, text: String)
    /// Stop the request of this id.
    case cancel(JSONValue)
    /// Answer that the session is there.
    case ping
    /// End the session; `now` stops what is running.
    case shutdown(now: Bool)
  }

  /// A run as it was asked for, not yet checked against its entry point.
  struct Run: Sendable {
    var entryPoint: String
    var model: String
    var texts: [String]
    var parameters: JSONObject
    var truncates: Bool
    var limits: Limits
    var formats: [String]
    var tensorFile: String?
  }

  /// The formats a document can be asked for beside its JSON.
  static let formats = ["html", "svg", "terminal"]
  static let methods = [
    "run", "list_entry_points", "info", "tokenize", "cancel", "ping", "shutdown",
  ]

  /// What the answer carries: a string or a number; null where there was none.
  let id: JSONValue
  let method: Method

  /// Reads a line.
  ///
  /// - Throws: `badData` for a line that is no JSON object, `badParameter` for one that asks for what there is not; with
  ///   the id, where it has one.
  static func read(_ line: [UInt8]) -> (id: JSONValue, request: Result<SessionRequest, ExplainerError>) {
    let json: JSONValue
    do { json = try JSONValue(parsing: line) } catch {
      return (
        .null,
        .failure(
          ExplainerError(.badData, "the line is not JSON: \(error.message)", at: ["column \(error.column)"]))
      )
    }
    guard json.object != nil else {
      return (.null, .failure(ExplainerError(.badData, "the line is \(json.kindName), expected an object")))
    }
    let id = json["id"] ?? .null
    guard id.string != nil || id.double != nil else {
      return (
        .null, .failure(ExplainerError(.badData, "'id' is \(id.kindName), expected a string or a number"))
      )
    }
    do throws(ExplainerError) {
      return (id, .success(SessionRequest(id: id, method: try method(json))))
    } catch { return (id, .failure(error)) }
  }

  private static func method(_ json: JSONValue) throws(ExplainerError) -> Method {
    let parameters = SessionParameters(json["params"] ?? [:])
    guard let name = json["method"]?.string else {
      throw ExplainerError(.badParameter, "there is no 'method'", expected: "one of \(listed)")
    }
    switch name {
    case "run": return .run(try Run(parameters))
    case "list_entry_points": return .listEntryPoints
    case "info": return .info(try parameters.string("entry_point"))
    case "tokenize":
      return .tokenize(model: try parameters.string("model"), text: try parameters.string("text"))
    case "cancel":
      guard let id = parameters.json["id"] else { throw ExplainerError(.badParameter, "'id' is missing") }
      return .cancel(id)
    case "ping": return .ping
    case "shutdown": return .shutdown(now: try parameters.bool("now") ?? false)
    default:
      throw ExplainerError(
        .badParameter, "there is no method '\(name)'", expected: "one of \(listed)",
        remedy: Suggestion.nearest(to: name, among: methods).map { "did you mean '\($0)'?" })
    }
  }

  private static var listed: String { methods.joined(separator: ", ") }
}

extension SessionRequest.Run {
  init(_ parameters: SessionParameters) throws(ExplainerError) {
    try parameters.refuseOthers(than: [
      "entry_point", "model", "text", "texts", "parameters", "truncate", "timeout", "memory", "trust",
      "formats", "tensor_file",
    ])
    entryPoint = try parameters.string("entry_point")
    model = try parameters.string("model")
    let text = try parameters.optionalString("text")
    let several = try parameters.strings("texts")
    guard text == nil || several.isEmpty else {
      throw ExplainerError(.badParameter, "texts were given in two ways", remedy: "give 'text' or 'texts'")
    }
    texts = text.map { [$0] } ?? several
    self.parameters = try parameters.object("parameters")
    truncates = try parameters.bool("truncate") ?? false
    limits = Limits(seconds: try parameters.number("timeout") ?? 600)
    if limits.seconds == 0 { limits.seconds = nil }
    limits.memory = try parameters.number("memory").map { Int($0) }
    limits.isTrusted = try parameters.bool("trust") ?? false
    formats = try parameters.strings("formats")
    tensorFile = try parameters.optionalString("tensor_file")
    if let unknown = formats.first(where: { !SessionRequest.formats.contains($0) }) {
      throw ExplainerError(
        .badParameter, "there is no format '\(unknown)'",
        expected: "one of \(SessionRequest.formats.joined(separator: ", "))")
    }
    if let memory = limits.memory, memory < 16 << 20 {
      throw ExplainerError(.badParameter, "'memory' is \(memory)", expected: "at least \(16 << 20) bytes")
    }
  }
}
