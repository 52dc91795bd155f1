import Checkpoints
public import Diagnostics
public import ExplainerCore
import Files
public import JSON
import PluginHost
public import PluginRegistry
public import Sandbox
import Synchronization

/// A conversation in JSON lines: requests with ids come in, results, progress and errors as data go out.
///
/// What other programs use instead of starting the command for every question; `Docs/session-protocol.md` describes it.
/// Runs go to workers, one for a plugin and a model, that are kept warm and replaced when a plugin crashes.
public final class Session: Sendable {
  /// The protocol's name and version.
  public static let version: String = "explainer/session/1"
  /// The longest line that is read, in bytes.
  public static let maximumLine: Int = 64 << 20

  /// Draws a document in one of the formats `html`, `svg`, `terminal`.
  public typealias Render = @Sendable (ExplanationDocument, String) -> String

  private let installation: Installation
  private let registry: Registry
  private let queue: SessionQueue
  private let runner: EntryPointRunner
  private let interrupt: Cancellation?
  private let render: Render
  private let write: @Sendable (JSONValue) -> Void

  /// A session of this installation.
  ///
  /// - Parameters:
  ///   - installation: where plugins and models are found.
  ///   - atOnce: how many runs may go on at the same time.
  ///   - kept: how many idle workers are kept warm.
  ///   - keptMemory: how much private memory they may hold together, in bytes; `MemoryShare.idleWorkers` otherwise.
  ///   - render: draws documents.
  ///   - interrupt: what stops all runs where the session waits for them; each is then answered as cancelled.
  ///   - write: takes one answer; called from any thread, and must keep answers whole.
  /// - Throws: as reading the registry does.
  public init(
    _ installation: Installation, atOnce: Int, kept: Int = 4, keptMemory: Int? = nil,
    render: @escaping Render, interrupt: Cancellation? = nil,
    write: @escaping @Sendable (JSONValue) -> Void
  ) throws(ExplainerError) {
    self.installation = installation
    registry = try Registry(installation)
    queue = SessionQueue(atOnce: atOnce)
    runner = try EntryPointRunner(installation, keeping: kept, memory: keptMemory, registry: registry)
    self.render = render
    self.interrupt = interrupt
    self.write = write
  }

  /// Greets: protocol, version, what the registry warns of.
  public func greet(version: String) {
    write([
      "session": .string(Self.version), "version": .string(version),
      "warnings": JSONValue(registry.warnings),
    ])
  }

  /// Takes one line; false once the session is to end.
  public func receive(_ line: [UInt8]) -> Bool {
    let (id, request) = SessionRequest.read(line)
    do throws(ExplainerError) {
      return try answer(try request.get())
    } catch {
      fail(id, error)
      return true
    }
  }

  /// Answers that a line was too long to be read.
  public func refuseLongLine() {
    fail(.null, ExplainerError(.limitReached, "a line is longer than \(Self.maximumLine) bytes"))
  }

  /// Waits for what is still running; the input has ended.
  public func finish() { queue.wait(orStopAt: interrupt) }

  private func answer(_ request: SessionRequest) throws(ExplainerError) -> Bool {
    let id = request.id
    switch request.method {
    case .ping: succeed(id, [:])
    case .listEntryPoints: succeed(id, .array(registry.entryPoints.map(\.summaryJSON)))
    case .info(let name): succeed(id, try registry.entryPoint(named: name).json)
    case .tokenize(let model, let text):
      guard ModelCatalog(installation).isToBeFetched(model) else {
        succeed(id, try tokenize(text, model, id))
        break
      }
      // Nothing else is to wait for that.
      try queue.add(id) { [self] cancellation in
        do throws(ExplainerError) {
          let result = try tokenize(text, model, id, cancellation)
          return { self.succeed(id, result) }
        } catch { return { self.fail(id, error) } }
      }
    case .cancel(let other): succeed(id, ["cancelled": .bool(queue.cancel(other))])
    case .run(let run):
      try queue.add(id) { [self] cancellation in
        do throws(ExplainerError) {
          let result = try perform(run, id, cancellation)
          return { self.succeed(id, result) }
        } catch { return { self.fail(id, error) } }
      }
    case .shutdown(let now):
      if now { queue.cancelAll() }
      queue.wait(orStopAt: interrupt)
      succeed(id, [:])
      return false
    }
    return true
  }

  private func tokenize(
    _ text: String, _ model: String, _ id: JSONValue, _ cancellation: Cancellation? = nil
  ) throws(ExplainerError) -> JSONValue {
    let catalog = ModelCatalog(installation)
    let location: ModelLocation
    if let cancellation {
      location = try provide(model, catalog, id, cancellation)
    } else {
      location = try catalog.locate(model)
    }
    return ["tokens": try runner.tokenize(text, on: location, cancellation: cancellation ?? interrupt)]
  }

  /// Where a model lies, once it is here.
  private func provide(
    _ model: String, _ catalog: ModelCatalog, _ id: JSONValue, _ cancellation: Cancellation
  ) throws(ExplainerError) -> ModelLocation {
    try catalog.provide(
      model, cancellation: cancellation,
      observe: { [self] news in if let event = news.event { observe(event, id) } })
  }

  private func perform(
    _ run: SessionRequest.Run, _ id: JSONValue, _ cancellation: Cancellation
  ) throws(ExplainerError) -> JSONValue {
    let start = ContinuousClock.now
    let target = try registry.entryPoint(named: run.entryPoint)
    let request = try ExplanationRequest(
      asking: target.entryPoint, texts: run.texts, given: run.parameters, truncates: run.truncates)
    var expected: [String] = []
    for name in run.sharing { expected += try registry.entryPoint(named: name).entryPoint.sites }
    let catalog = ModelCatalog(installation)
    let model = try catalog.adapted(provide(run.model, catalog, id, cancellation), by: run.adapter)
    if let file = run.tensorFile { try OutputFile.check(file) }
    let passes = Mutex(0)
    let document = try runner.run(
      target, on: model, request: request,
      limits: run.limits, wantsTensors: run.tensorFile != nil, sharing: expected,
      cancellation: cancellation,
      observe: { [self] event in
        if case .stage("forward", _) = event { passes.withLock { $0 += 1 } }
        observe(event, id)
      })
    if let file = run.tensorFile { try TensorFile.write(document, to: file) }
    let rendered = JSONObject(run.formats.map { ($0, .string(render(document, $0))) })
    return [
      "document": document.json(tensorFile: run.tensorFile), "rendered": .object(rendered),
      "passes": .integer(passes.withLock { $0 }), "seconds": .number((ContinuousClock.now - start).seconds),
    ]
  }

  private func observe(_ event: EntryPointRunner.Event, _ id: JSONValue) {
    switch event {
    case .progress(let share, let note):
      let share = share.map { JSONValue.number($0) } ?? .null
      write(["id": id, "progress": ["share": share, "note": .string(note)]])
    case .log(let level, let message):
      write(["id": id, "log": ["level": .string(level.word), "message": .string(message)]])
    case .printed(let bytes):
      write(["id": id, "printed": .string(String(decoding: bytes, as: UTF8.self))])
    case .stage: break
    }
  }

  private func succeed(_ id: JSONValue, _ result: JSONValue) { write(["id": id, "result": result]) }

  private func fail(_ id: JSONValue, _ error: ExplainerError) {
    var object = error.json.object ?? [:]
    object["exit_code"] = .integer(Int(error.code.exitCode))
    object["text"] = .string(error.description)
    write(["id": id, "error": .object(object)])
  }
}
