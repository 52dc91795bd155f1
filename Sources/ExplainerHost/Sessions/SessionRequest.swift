import Diagnostics
import ExplainerCore
import JSON
import Sandbox

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
    /// The folder of a LoRA adapter that the model is used with.
    var adapter: String?
    var texts: [String]
    var parameters: JSONObject
    var truncates: Bool
    var limits: Limits
    var formats: [String]
    var tensorFile: String?
    /// Entry points that will be asked about the same texts.
    var sharing: [String]
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
          ExplainerError(
            error.isTooLarge ? .limitReached : .badData,
            "the line \(error.isSyntactic ? "is not JSON" : "cannot be read"): \(error.message)",
            at: ["column \(error.column)"]))
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
    let name = json["method"]?.string
    guard let name, methods.contains(name) else {
      throw ExplainerError(
        .badParameter, name.map { "there is no method '\($0)'" } ?? "there is no 'method'",
        expected: "one of \(methods.joined(separator: ", "))",
        remedy: name.flatMap { Suggestion.nearest(to: $0, among: methods) }.map { "did you mean '\($0)'?" })
    }
    do throws(JSONReadingError) {
      // A client that has nothing to say of a member may say null.
      let parameters = json["params"].flatMap { $0.isNull ? nil : $0 } ?? [:]
      return try method(name, try JSONReader(parameters, "'params'", nullIsAbsent: true))
    } catch { throw ExplainerError(.badParameter, error.reason) }
  }

  private static func method(
    _ name: String, _ parameters: JSONReader
  ) throws(JSONReadingError) -> Method {
    switch name {
    case "run": return .run(try Run(parameters))
    case "list_entry_points": return .listEntryPoints
    case "info": return .info(try parameters.words("entry_point"))
    case "tokenize":
      return .tokenize(model: try parameters.words("model"), text: try parameters.string("text"))
    case "cancel":
      return .cancel(try parameters.member("id", "a string or a number") { $0 })
    case "shutdown": return .shutdown(now: try parameters.flag("now"))
    default: return .ping
    }
  }
}

extension SessionRequest.Run {
  fileprivate init(_ parameters: JSONReader) throws(JSONReadingError) {
    try parameters.refuseOthers(than: [
      "entry_point", "model", "adapter", "text", "texts", "parameters", "truncate", "timeout", "memory",
      "trust",
      "formats", "tensor_file", "sharing",
    ])
    entryPoint = try parameters.words("entry_point")
    model = try parameters.words("model")
    adapter = try parameters.optionalString("adapter")
    let text = try parameters.optionalString("text")
    let several = try parameters.strings("texts")
    guard text == nil || several.isEmpty else {
      throw JSONReadingError("texts were given in two ways; give 'text' or 'texts'")
    }
    texts = text.map { [$0] } ?? several
    self.parameters = try parameters.optional("parameters", "an object", \.object) ?? [:]
    truncates = try parameters.flag("truncate")
    limits = try Self.limits(parameters)
    formats = try parameters.strings("formats")
    tensorFile = try parameters.optionalString("tensor_file")
    sharing = try parameters.strings("sharing")
    if let unknown = formats.first(where: { !SessionRequest.formats.contains($0) }) {
      throw JSONReadingError(
        "there is no format '\(unknown)', expected one of \(SessionRequest.formats.joined(separator: ", "))")
    }
  }

  private static func limits(_ parameters: JSONReader) throws(JSONReadingError) -> Limits {
    func number(_ key: String, from least: Double) throws(JSONReadingError) -> Double? {
      guard let number = try parameters.optionalNumber(key) else { return nil }
      guard number >= least, number < 1e15 else {
        throw JSONReadingError("'\(key)' is \(number), expected a number from \(Int(least)) on")
      }
      return number
    }
    var limits = Limits(
      timeout: try number("timeout", from: 0), bytes: try number("memory", from: Double(Limits.leastMemory)))
    limits.isTrusted = try parameters.flag("trust")
    return limits
  }
}
