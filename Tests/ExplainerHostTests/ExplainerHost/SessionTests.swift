import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Synchronization
import Testing
@testable import ExplainerHost
@testable import PluginRegistry

/// A session answers every line with its id, whatever happens to the plugins behind it.
@Suite struct SessionTests {
  private let folder = TemporaryFolder()

  /// What a session wrote.
  private final class Answers: Sendable {
    private let all = Mutex<[JSONValue]>([])
    func add(_ answer: JSONValue) { all.withLock { $0.append(answer) } }
    var list: [JSONValue] { all.withLock { $0 } }
    /// The final answer to the request `id`.
    func of(_ id: JSONValue) -> JSONValue? {
      list.first { $0["id"] == id && ($0["result"] != nil || $0["error"] != nil) }
    }
  }

  private func session(
    atOnce: Int = 2, kept: Int = 4, keptMemory: Int? = nil, library: String? = nil
  ) throws -> (Session, Answers) {
    let registry = folder.write(RogueRegistry.text(library: library), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let answers = Answers()
    let session = try Session(
      installation, atOnce: atOnce, kept: kept, keptMemory: keptMemory,
      render: { document, format in "\(format) of \(document.entryPoint)" },
      write: { answers.add($0) })
    return (session, answers)
  }

  private func request(_ id: JSONValue, _ method: String, _ params: JSONObject = [:]) -> [UInt8] {
    JSONValue.object(["id": id, "method": .string(method), "params": .object(params)]).utf8()
  }

  private func run(_ id: JSONValue, _ entryPoint: String, _ more: JSONObject = [:]) -> [UInt8] {
    var params: JSONObject = [
      "entry_point": .string("rogue/\(entryPoint)"), "model": .string(Fixtures.model("gpt2")),
    ]
    for member in more.members { params[member.key] = member.value }
    return request(id, "run", params)
  }

  /// A run answers with the document and what was asked to be drawn; what the plugin prints is passed on.
  @Test func runs() throws {
    let (session, answers) = try session()
    #expect(session.receive(run(1, "fine", ["formats": ["html", "svg"]])))
    session.finish()
    let result = try #require(answers.of(1)?["result"])
    #expect(result["document"]?["result"]?["well"] == true)
    #expect(result["rendered"] == ["html": "html of rogue/fine", "svg": "svg of rogue/fine"])
    #expect(answers.list.contains { $0["id"] == 1 && $0["printed"] == "a plugin may print\n" })
  }

  /// A plugin that dies is an error as data; the runs beside it and after it go on.
  @Test func crashes() throws {
    let (session, answers) = try session(atOnce: 3)
    let ids = ["crash", "abort", "exit", "fine", "rubbish", "fails"]
    for id in ids { #expect(session.receive(run(.string(id), id))) }
    session.finish()
    for id in ids where id != "fine" {
      let error = try #require(answers.of(.string(id))?["error"])
      #expect(error["exit_code"] == (id == "fails" ? 65 : 70))
      #expect(error["text"]?.string?.isEmpty == false)
    }
    #expect(answers.of("crash")?["error"]?["text"]?.string?.contains("SIGSEGV") == true)
    #expect(answers.of("fine")?["result"] != nil)
    #expect(answers.list.count { $0["result"] != nil || $0["error"] != nil } == ids.count)
  }

  /// Runs are cancelled by id: one that is going on, and one that still waits behind it.
  @Test func cancels() throws {
    let (session, answers) = try session(atOnce: 1)
    #expect(session.receive(run(1, "hang")))
    #expect(session.receive(run(2, "fine")))
    #expect(session.receive(request(3, "cancel", ["id": 2])))
    #expect(session.receive(request(4, "cancel", ["id": 1])))
    #expect(session.receive(request(5, "cancel", ["id": 77])))
    session.finish()
    for id in [1, 2] as [JSONValue] { #expect(answers.of(id)?["error"]?["exit_code"] == 130) }
    #expect(answers.of(3)?["result"]?["cancelled"] == true)
    #expect(answers.of(5)?["result"]?["cancelled"] == false)
  }

  /// The greeting says what the protocol is, and what the registries warn of.
  @Test func greeting() throws {
    let paths = ["first", "second"].map { folder.write(RogueRegistry.text(), to: "\($0).json") }
    let answers = Answers()
    let session = try Session(
      Installation(
        executable: BuildProducts.executable,
        environment: ["EXPLAINER_REGISTRY": paths.joined(separator: ":")]), atOnce: 1,
      render: { _, _ in "" }, write: { answers.add($0) })
    session.greet(version: "1.2.3")
    #expect(
      answers.list == [
        [
          "session": "explainer/session/1", "version": "1.2.3",
          "warnings": [.string("plugin 'rogue' of \(paths[1]) hides that of \(paths[0])")],
        ]
      ])
  }

  /// An id that is still in use is refused; afterwards it may be used again.
  @Test func ids() throws {
    let (session, answers) = try session(atOnce: 1)
    #expect(session.receive(run(1, "hang", ["timeout": 0.4])))
    #expect(session.receive(run(1, "fine")))
    session.finish()
    #expect(session.receive(run(1, "fine")))
    session.finish()
    let final = answers.list.filter { $0["id"] == 1 && ($0["result"] ?? $0["error"]) != nil }
    #expect(final.map { $0["error"]?["exit_code"] } == [64, 75, nil])
  }

  /// Who has got an answer may use its id at once, even before the line is done with.
  @Test func idAtOnce() throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let answers = Answers()
    let waiting = Mutex<(session: Session?, runs: Int)>((nil, 3))
    let session = try Session(installation, atOnce: 1, render: { _, _ in "" }) { answer in
      guard answer["result"] != nil || answer["error"] != nil else { return }
      answers.add(answer)
      let next = waiting.withLock { state -> Session? in
        state.runs -= 1
        return state.runs > 0 ? state.session : nil
      }
      _ = next?.receive(run(1, "fine"))
    }
    waiting.withLock { $0.session = session }
    #expect(session.receive(run(1, "fine")))
    session.finish()
    #expect(answers.list.count == 3 && answers.list.allSatisfy { $0["result"] != nil })
    waiting.withLock { $0.session = nil }
  }

  /// `shutdown` lets runs end, or stops them, and is the last answer.
  @Test(arguments: [false, true]) func shutdown(_ now: Bool) throws {
    let (session, answers) = try session()
    #expect(session.receive(run(1, now ? "hang" : "fine", ["timeout": 20])))
    #expect(!session.receive(request(2, "shutdown", ["now": .bool(now)])))
    #expect(answers.list.last?["id"] == 2)
    #expect(answers.of(1)?["error"]?["exit_code"] == (now ? 130 : nil))
    #expect((answers.of(1)?["result"] == nil) == now)
  }

  /// A line that cannot be answered says why, with the id where it has one; the session goes on.
  @Test(
    arguments: [
      ("", nil, "not JSON"), ("[1]", nil, "an array, expected an object"), ("{}", nil, "'id' is null"),
      ("{\"id\": {}, \"method\": \"ping\"}", nil, "'id' is an object"), ("{\"id\": 7}", 7, "no 'method'"),
      ("{\"id\": 7, \"method\": \"pong\"}", 7, "id you mean 'ping'"),
      ("{\"id\": 7, \"method\": \"run\"}", 7, "'entry_point' is missing"),
      ("{\"id\": 7, \"method\": \"run\", \"params\": 3}", 7, "'params' is a whole number"),
      ("{\"id\": 7, \"method\": \"run\", \"params\": {\"entry\": 1}}", 7, "no member 'entry'"),
      (
        "{\"id\": 7, \"method\": \"run\", \"params\": {\"entry_point\": \"a\", \"model\": \"b\", \"formats\": [\"pdf\"]}}",
        7, "no format 'pdf'"
      ),
      (
        "{\"id\": 7, \"method\": \"run\", \"params\": {\"entry_point\": \"a\", \"model\": \"b\", \"timeout\": -1}}",
        7, "'timeout' is -1"
      ),
      ("{\"id\": 7, \"method\": \"info\", \"params\": {\"entry_point\": \"nothing\"}}", 7, "no entry point"),
      (
        "{\"id\": 7, \"method\": \"tokenize\", \"params\": {\"model\": \"/nowhere\", \"text\": \"a\"}}", 7,
        "nowhere"
      ),
    ] as [(String, JSONValue?, String)])
  func refused(_ line: String, _ id: JSONValue?, _ expected: String) throws {
    let (session, answers) = try session()
    #expect(session.receive(Array(line.utf8)))
    let answer = try #require(answers.list.first)
    #expect(answer["id"] == (id ?? .null))
    #expect(answer["error"]?["text"]?.string?.contains(expected) == true, "\(answer.text())")
    #expect(session.receive(request(8, "ping")))
    #expect(answers.of(8)?["result"] == [:])
  }

  /// What a client has nothing to say of may be null.
  @Test func nulls() throws {
    let (session, answers) = try session()
    #expect(session.receive(Array("{\"id\": 1, \"method\": \"ping\", \"params\": null}".utf8)))
    #expect(session.receive(run(2, "fine", ["texts": .null, "timeout": .null, "formats": .null])))
    session.finish()
    #expect(answers.of(1)?["result"] == [:] && answers.of(2)?["result"] != nil)
  }

  /// Texts are counted and parameters checked before a worker is started.
  @Test func checks() throws {
    let (session, answers) = try session()
    let model = JSONValue.string(Fixtures.model("gpt2"))
    #expect(session.receive(request(1, "run", ["entry_point": "predictions", "model": model])))
    #expect(
      session.receive(
        request(
          2, "run",
          [
            "entry_point": "predictions", "model": model, "text": "a", "parameters": ["topk": "many"],
          ])))
    session.finish()
    #expect(answers.of(1)?["error"]?["text"] == "predictions reads texts; expected 1, found 0")
    #expect(answers.of(2)?["error"]?["text"]?.string?.contains("'topk' cannot be 'many'") == true)
  }

  /// How often `moody` has run in the worker that answered the request `id`, that run not counted.
  private func earlierRuns(_ id: JSONValue, _ answers: Answers) -> Int? {
    answers.of(id)?["result"]?["document"]?["result"]?["calls"]?.int
  }

  /// A worker serves one call after another; after a crash a new one takes its place, and errors the plugin reports cost
  /// it nothing.
  @Test func warmWorkers() throws {
    let (session, answers) = try session(atOnce: 1)
    for (id, entryPoint) in ["moody", "moody", "fails", "moody", "crash", "moody"].enumerated() {
      #expect(session.receive(run(.integer(id), entryPoint)))
      session.finish()
    }
    #expect([0, 1, 3, 5].map { earlierRuns(.integer($0), answers) } == [0, 1, 2, 0])
    #expect(answers.of(2)?["error"]?["text"]?.string?.contains("no verb") == true)
    #expect(answers.of(4)?["error"]?["text"]?.string?.contains("SIGSEGV") == true)
  }

  /// Workers are let go when there are too many, or they hold too much memory; other limits need another worker.
  @Test func workersLetGo() throws {
    for (kept, memory) in [(0, nil), (4, 1)] as [(Int, Int?)] {
      let (session, answers) = try session(atOnce: 1, kept: kept, keptMemory: memory)
      for id in 0..<2 {
        #expect(session.receive(run(.integer(id), "moody")))
        session.finish()
      }
      #expect([0, 1].map { earlierRuns(.integer($0), answers) } == [0, 0])
    }
    let (session, answers) = try session(atOnce: 1)
    for (id, more) in ([[:], ["memory": 300_000_000], ["trust": true], [:]] as [JSONObject]).enumerated() {
      #expect(session.receive(run(.integer(id), "moody", more)))
      session.finish()
    }
    #expect((0..<4).map { earlierRuns(.integer($0), answers) } == [0, 0, 0, 1])
  }

  /// A library that has been built again while the session goes on is loaded anew.
  @Test func rebuiltLibrary() throws {
    let library = "\(folder.path)/librogue.so"
    let bytes = try FileSystem.read("\(BuildProducts.folder)/libRoguePlugin.so")
    let (session, answers) = try session(atOnce: 1, library: library)
    for id in 0..<3 {
      if id != 1 { try FileSystem.write(bytes, to: library) }
      #expect(session.receive(run(.integer(id), "moody")))
      session.finish()
    }
    #expect((0..<3).map { earlierRuns(.integer($0), answers) } == [0, 1, 0])
  }

  /// What a call leaves behind, prints late or goes on with does not reach the next one.
  @Test func clean() throws {
    let (session, answers) = try session(atOnce: 1)
    let entryPoints = ["leave_behind", "late_thread", "fine", "print_flood", "fine", "unreleased", "fine"]
    for (id, entryPoint) in entryPoints.enumerated() {
      #expect(session.receive(run(.integer(id), entryPoint)))
      session.finish()
    }
    for (id, entryPoint) in entryPoints.enumerated() where entryPoint == "fine" {
      #expect(answers.of(.integer(id))?["result"]?["document"]?["result"]?["well"] == true)
      let printed = answers.list.filter { $0["id"] == .integer(id) }.compactMap { $0["printed"]?.string }
      #expect(printed == ["a plugin may print\n"])
    }
  }
}
