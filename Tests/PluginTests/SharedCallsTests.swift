import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Synchronization
import Tensors
import Testing
import TransformerModels
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// The program's own explainers, asked about one text through a runner that keeps workers.
@Suite struct SharedCallsTests {
  private let installation = Installation(executable: BuildProducts.executable, environment: [:])

  private func run(
    _ name: String, _ model: String, _ text: String, by runner: EntryPointRunner, sharing: [String] = []
  ) throws -> (document: JSONValue, passes: Int) {
    let target = try Registry(installation).entryPoint(named: name)
    let passes = Mutex(0)
    let document = try runner.run(
      target, on: ModelLocation(id: model, directory: Fixtures.model(model), origin: .directory),
      request: ExplanationRequest(
        texts: [text], parameters: try target.entryPoint.resolve([:]).values, truncates: false),
      limits: Limits(), sharing: sharing
    ) { event in if case .stage("forward", _) = event { passes.withLock { $0 += 1 } } }
    return (document.json(tensorFile: nil), passes.withLock { $0 })
  }

  /// All of them on one text need one pass, where the model reads the text in one way, whichever comes first; a second
  /// look needs none; and their answers are those they give alone.
  @Test(arguments: [
    ("gpt2", "The keys to the cabinet", 1), ("bert", "the [MASK] sat", 1), ("bart", "The keys", 2),
  ])
  func onePass(_ model: String, _ text: String, _ expected: Int) throws {
    let targets = try Registry(installation).entryPoints.map(\.entryPoint)
    let fresh = EntryPointRunner(installation)
    let shared = try EntryPointRunner(installation, keeping: 2)
    var passes = 0
    for target in model == "gpt2" ? targets : targets.reversed() {
      let alone = try run(target.name, model, text, by: fresh)
      let together = try run(target.name, model, text, by: shared, sharing: targets.flatMap(\.sites))
      #expect(alone.document == together.document && alone.passes == 1)
      passes += together.passes
    }
    #expect(passes == expected)
    let again = try run("attention_neuron_view", model, text, by: shared)
    #expect(try again.document == run("attention_neuron_view", model, text, by: fresh).document)
    #expect(again.passes == 0)
  }

  /// A session says how many passes each run took; a run may say what will be asked next.
  @Test func session() throws {
    let answers = Mutex<[JSONValue]>([])
    let session = try Session(
      installation, atOnce: 1, render: { _, _ in "" }, write: { line in answers.withLock { $0.append(line) } }
    )
    let lens: JSONValue = ["predictions", "attention_neuron_view"]
    let runs: [(String, String, JSONValue)] = [
      ("attention_head_view", "The keys", lens), ("predictions", "The keys", []),
      ("attention_neuron_view", "The keys", []), ("activations", "The keys", []),
      ("attention_head_view", "The key", []), ("attention_model_view", "The key", []),
      ("predictions", "The key", []), ("predictions", "The key", ["nothing"]),
    ]
    for (id, (name, text, sharing)) in runs.enumerated() {
      let request: JSONValue = [
        "id": .integer(id), "method": "run",
        "params": [
          "entry_point": .string(name), "model": .string(Fixtures.model("gpt2")), "text": .string(text),
          "sharing": sharing,
        ],
      ]
      #expect(session.receive(request.utf8()))
      session.finish()
    }
    let all = answers.withLock { $0 }
    let final = all.filter { $0["result"] != nil || $0["error"] != nil }
    #expect(final.map { $0["result"]?["passes"]?.int } == [1, 0, 0, 1, 1, 0, 1, nil])
    #expect(final.last?["error"]?["text"]?.string?.contains("no entry point 'nothing'") == true)
  }

  /// A model that notes what is captured.
  private struct NotingModel: Model {
    let model: any Model
    let noted = SiteList()

    var info: ModelInfo { model.info }
    func tokenize(_ text: String) throws -> [Token] { try model.tokenize(text) }
    func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
      try model.tokenize(first, and: second)
    }
    func tokens(withIDs ids: [Int]) throws -> [Token] { try model.tokens(withIDs: ids) }
    func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
      noted.note(try model.run(input, capturing: sites))
    }
    func generate(
      _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
    ) throws -> Generation {
      let generation = try model.generate(input, options: options, capturing: sites)
      _ = noted.note(generation.trace)
      return generation
    }
    func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
      try model.unembed(hidden, normed: normed)
    }
  }

  /// Sites, from any thread.
  private final class SiteList: Sendable {
    private let noted = Mutex<Set<Site>>([])
    var sites: Set<Site> { noted.withLock { $0 } }
    func note(_ trace: Trace) -> Trace {
      noted.withLock { $0.formUnion(trace.entries.map(\.site)) }
      return trace
    }
  }

  /// An entry point declares what it looks at on every kind of model: all of it, and nothing that none of them needs.
  @Test(arguments: PluginFixture.explainers.indices) func declaredSites(_ index: Int) throws {
    let explainer = PluginFixture.explainers[index]
    let patterns = explainer.entryPoint.sites.map { SitePattern($0) }
    var used: Set<SitePattern> = []
    for (name, parameters) in [
      ("gpt2", [:]), ("bert", [:]), ("bart", [:]), ("gpt_oss", [:]), ("bart", ["stack": "decoder"]),
    ] as [(String, JSONObject)] {
      guard parameters.isEmpty || explainer.entryPoint.name == "activations" else { continue }
      let model = NotingModel(model: try ModelLoader.load(PluginFixture(model: name).location))
      let call = ExplainerCall(
        texts: ["the [MASK] sat"], parameters: try explainer.entryPoint.resolve(parameters), model: model)
      // What it asks for counts, not what comes of it.
      _ = try? explainer.explain(call)
      for site in model.noted.sites {
        let declared = patterns.filter { $0.matches(site) }
        #expect(!declared.isEmpty, "\(explainer.entryPoint.name) on \(name): \(site)")
        used.formUnion(declared)
      }
    }
    #expect(used == Set(patterns))
  }

  /// Workers are shared by the program's own plugins on one model, under one memory limit, and by no others.
  @Test func purposes() throws {
    let entries = try Registry(installation).entries
    let own = entries.map(\.libraryPath)
    func purpose(
      _ entry: RegistryEntry, _ libraries: [String], model: String = "m", memory: Int? = nil
    ) -> WorkerPool.Purpose? {
      let call = RunRequest(
        model: ModelLocation(id: model, directory: "/\(model)", origin: .directory),
        plugin: PluginBinding(entry),
        entryPoint: "e",
        request: EncodedRequest(ExplanationRequest(texts: [], parameters: [:], truncates: false)),
        wantsTensors: false, sharing: .init(sites: [], memory: 0, libraries: libraries))
      return WorkerPool.Purpose(.run(call), SandboxPolicy(Limits(memory: memory), memory: 1 << 30))
    }
    #expect(purpose(entries[0], own) == purpose(entries[1], own))
    #expect(purpose(entries[0], own) != purpose(entries[1], own, model: "n"))
    #expect(purpose(entries[0], own) != purpose(entries[1], own, memory: 1 << 28))
    #expect(purpose(entries[0], []) != purpose(entries[1], []))
    #expect(purpose(entries[0], own) != purpose(entries[0], []))
  }
}
