import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Foundation
import HuggingFaceHub
import JSON
import Synchronization
import Testing

/// What a download asks for and leaves in the cache.
@Suite(.serialized, .enabled(if: HubServer.isAvailable, "needs python3"))
struct HubDownloadTests {
  /// The cache holds what `huggingface_hub` would leave: the ref, relative links to blobs named by etag, and what the Hub
  /// does not have; what nobody needs is not fetched.
  @Test func layout() throws {
    let server = try HubServer()
    var model = Sample.model()
    model["README.md"] = Array("words".utf8)
    model["pytorch_model.bin"] = Sample.bytes(2000)
    model["tf_model.h5"] = Sample.bytes(3000)
    try server.add("org/name", model)
    let location = try server.download("org/name")
    let commit = try #require(location.revision)
    let root = "models--org--name"
    let weights = Sample.sha256(Sample.bytes(1000)), config = Sample.gitBlob(Sample.config)
    let shown = server.cached.filter { !$0.contains(".no_exist") }
    #expect(
      shown
        == [
          "\(root)/blobs/\(config)", "\(root)/blobs/\(Sample.gitBlob(Array("{}".utf8)))",
          "\(root)/blobs/\(weights)", "\(root)/refs/main", "\(root)/snapshots/\(commit)/config.json",
          "\(root)/snapshots/\(commit)/model.safetensors", "\(root)/snapshots/\(commit)/tokenizer.json",
        ].sorted())
    #expect(server.read("\(root)/refs/main") == Array(commit.utf8))
    #expect(server.read("\(root)/snapshots/\(commit)/model.safetensors") == Sample.bytes(1000))
    let link = "\(server.cache)/\(root)/snapshots/\(commit)/config.json"
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../blobs/\(config)")
    #expect(server.read("\(root)/.no_exist/\(commit)/merges.txt") == [])
    #expect(server.read("\(root)/.no_exist/\(commit)/config.json") == nil)
    #expect(location.directory == "\(server.cache)/\(root)/snapshots/\(commit)")
    #expect(try server.hub().cache.locate(try #require(HubID("org/name"))) == location)
  }

  /// A model that is here is not fetched again: the Hub is only asked whether it has changed.
  @Test func again() throws {
    let server = try HubServer()
    try server.add("name", Sample.model())
    try server.download("name")
    server.forgetRequests()
    let plan = try server.hub().plan(try #require(HubID("name")))
    #expect(plan.missing.isEmpty && plan.present.count == 3 && plan.size > 1000)
    try server.download("name")
    #expect(server.requests.allSatisfy { $0.path.hasPrefix("/api/") })
  }

  /// Of a new revision only the files that differ are fetched, and the ref moves once all are here.
  @Test func revisions() throws {
    let server = try HubServer()
    try server.add("name", Sample.model())
    let first = try server.download("name")
    try server.add("name", ["tokenizer.json": Array("[]".utf8)])
    server.forgetRequests()
    let second = try server.download("name")
    #expect(first.revision != second.revision)
    #expect(server.requests.filter { $0.method == "GET" && !$0.path.hasPrefix("/api/") }.count == 1)
    #expect(server.read("models--name/snapshots/\(second.revision ?? "")/model.safetensors")?.count == 1000)
    #expect(try server.hub().cache.locate(try #require(HubID("name"))) == second)
    let tagged = try server.download("name@v1")
    #expect(tagged == second)
    #expect(server.read("models--name/refs/v1") == Array((second.revision ?? "").utf8))
    #expect(try server.download("name@refs/pr/1").revision == second.revision)
    #expect(try server.download("name@\(second.revision ?? "")") == second)
  }

  /// The token goes to the Hub and never to where it redirects; without one nothing is sent.
  @Test(arguments: ["variable", "file", "none"]) func token(_ source: String) throws {
    let server = try HubServer(settings: source == "none" ? [:] : ["private": ["name": "hf_secret"]])
    try server.add("name", Sample.model(200_000))
    var more = ["HF_TOKEN": "hf_secret\n"]
    if source != "variable" { more = [:] }
    if source == "file" {
      try FileManager.default.createDirectory(
        atPath: "\(server.folder.path)/home", withIntermediateDirectories: true)
      server.folder.write("hf_secret\n", to: "home/token")
    }
    try server.download("name", server.hub(more))
    let hub = server.requests.filter { $0.port == "hub" },
      storage = server.requests.filter { $0.port == "cdn" }
    #expect(hub.allSatisfy { $0.headers["authorization"] == (source == "none" ? nil : "Bearer hf_secret") })
    #expect(storage.count > 1 && storage.allSatisfy { $0.headers["authorization"] == nil })
  }

  /// A large file is fetched in parts, each once.
  @Test func parts() throws {
    let server = try HubServer()
    let size = 1_000_003
    try server.add("name", Sample.model(size))
    let location = try server.download("name")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(location.directory)/model.safetensors"))
    #expect([UInt8](bytes) == Sample.bytes(size))
    let ranges = server.requests.filter { $0.port == "cdn" }.compactMap { $0.headers["range"] }
    #expect(ranges.count == 16 && Set(ranges).count == 16)
    #expect(ranges.contains("bytes=983040-1000002"))
  }

  /// What an earlier try, of this program or another, has left is gone on with; what cannot be its beginning is not.
  @Test(arguments: [0, 1, 70_000, 299_999, 300_000, 300_001]) func goesOn(_ count: Int) throws {
    let server = try HubServer()
    let weights = Sample.bytes(300_000)
    try server.add("name", ["config.json": Sample.config, "model.safetensors": weights])
    let blobs = "\(server.cache)/models--name/blobs"
    try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    let begun = Data((weights + [0]).prefix(count))
    try begun.write(to: URL(fileURLWithPath: "\(blobs)/\(Sample.sha256(weights)).incomplete"))
    try server.download("name")
    #expect(server.read("models--name/blobs/\(Sample.sha256(weights))") == weights)
    let starts = server.requests.filter { $0.port == "cdn" }.compactMap { request in
      request.headers["range"]?.dropFirst("bytes=".count).split(separator: "-").first.flatMap { Int($0) }
    }
    #expect(starts.min() == (count == 300_000 ? nil : count > 300_000 ? 0 : count))
  }

  /// A beginning that is not that of the file is found out by the checksum, and the file is fetched anew.
  @Test func wrongBeginning() throws {
    let server = try HubServer()
    let weights = Sample.bytes(300_000)
    try server.add("name", ["config.json": Sample.config, "model.safetensors": weights])
    let blobs = "\(server.cache)/models--name/blobs"
    try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    try Data(Sample.bytes(100_000, seed: 9)).write(
      to: URL(fileURLWithPath: "\(blobs)/\(Sample.sha256(weights)).incomplete"))
    try server.download("name")
    #expect(server.read("models--name/blobs/\(Sample.sha256(weights))") == weights)
  }

  /// A download that is stopped leaves the beginning of the file under its temporary name, and the next one goes on.
  @Test func cancellation() throws {
    let server = try HubServer(faults: [["port": "cdn", "slow": 400_000]])
    let weights = Sample.bytes(600_000)
    try server.add("name", ["config.json": Sample.config, "model.safetensors": weights])
    let received = Mutex(0)
    let observer = DownloadObserver(
      isCancelled: { received.withLock { $0 > 100_000 } },
      receive: { event in
        if case .progress(let progress) = event { received.withLock { $0 = progress.received } }
      })
    #expect(failure { try server.download("name", observer: observer) }?.code == .cancelled)
    let begun = try #require(server.read("models--name/blobs/\(Sample.sha256(weights)).incomplete"))
    #expect(begun.count > 10_000 && begun == Array(weights.prefix(begun.count)))
    #expect(server.read("models--name/refs/main") == nil)
    server.setFaults([])
    let plan = try server.hub().plan(try #require(HubID("name")))
    #expect(plan.bytesHere >= begun.count)
    try server.download("name")
    #expect(server.read("models--name/blobs/\(Sample.sha256(weights))") == weights)
    #expect(server.read("models--name/blobs/\(Sample.sha256(weights)).incomplete") == nil)
  }

  /// Of several that fetch the same model at once one fetches each file, and the others find it.
  @Test func severalAtOnce() throws {
    let server = try HubServer(faults: [["port": "cdn", "slow": 2_000_000]])
    try server.add("name", Sample.model(500_000))
    let outcomes = Mutex<[String]>([])
    let hub = server.hub()
    let id = try #require(HubID("name"))
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      let text: String
      do { text = try hub.download(try hub.plan(id)).revision ?? "" } catch { text = "\(error)" }
      outcomes.withLock { $0.append(text) }
    }
    #expect(Set(outcomes.withLock { $0 }).count == 1 && outcomes.withLock { $0.first?.count } == 40)
    #expect(server.requests.filter { $0.port == "cdn" }.count == 8)
  }

  /// Of files with the same content, empty ones too, one is fetched, and none waits for another.
  @Test func sameContent() throws {
    let server = try HubServer()
    var model = Sample.model()
    model["special_tokens_map.json"] = model["tokenizer.json"]
    model["merges.txt"] = []
    model["vocab.txt"] = []
    try server.add("name", model)
    let events = Mutex(0)
    let location = try server.download(
      "name",
      observer: DownloadObserver(receive: { event in
        if case .progress = event { return }
        events.withLock { $0 += 1 }
      }))
    #expect(events.withLock { $0 } == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: location.directory).count == 6)
    let fetched = server.requests.filter { $0.method == "GET" && !$0.path.hasPrefix("/api/") }
    #expect(fetched.count == 3)
  }

  /// Weights in shards: those the index names, and no others.
  @Test func shards() throws {
    let server = try HubServer()
    let index = #"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"#
    try server.add(
      "name",
      [
        "config.json": Sample.config, "model.safetensors.index.json": Array(index.utf8),
        "model-1.safetensors": Sample.bytes(10), "model-2.safetensors": Sample.bytes(20),
        "model-3.safetensors": Sample.bytes(30), "pytorch_model.bin": Sample.bytes(40),
      ])
    let location = try server.download("name")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: location.directory).sorted()
        == ["config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json"])
    // A shard that is gone makes the snapshot incomplete, and it is completed.
    let shard = Sample.sha256(Sample.bytes(20))
    try FileManager.default.removeItem(atPath: "\(server.cache)/models--name/blobs/\(shard)")
    let id = try #require(HubID("name"))
    let error = failure { _ = try server.hub().cache.locate(id) }
    #expect(error?.message == "the snapshot of 'name' is incomplete: model-2.safetensors is missing")
    try server.download("name")
    #expect(try server.hub().cache.locate(id) == location)
  }

  /// Where there are no safetensors the older format is fetched, and the plan says so.
  @Test func pickle() throws {
    let server = try HubServer()
    try server.add("name", ["config.json": Sample.config, "pytorch_model.bin": Sample.bytes(40)])
    let plan = try server.hub().plan(try #require(HubID("name")))
    #expect(plan.weights == .pickle && plan.missing.map(\.name) == ["config.json", "pytorch_model.bin"])
    #expect(plan.listing.family == "gpt2" && plan.listing.license == "mit")
  }

  /// A model that was given another name is found by its old one, under which it is kept.
  @Test func renamed() throws {
    let server = try HubServer(settings: ["renamed": ["bert-base-uncased": "google-bert/bert-base-uncased"]])
    try server.add("google-bert/bert-base-uncased", Sample.model())
    let location = try server.download("bert-base-uncased")
    #expect(location.directory.contains("/models--bert-base-uncased/snapshots/"))
    #expect(location.id == "bert-base-uncased")
  }

  /// Damaged content is replaced where it is fetched with force.
  @Test func force() throws {
    let server = try HubServer()
    try server.add("name", Sample.model())
    let location = try server.download("name")
    let blob = "\(server.cache)/models--name/blobs/\(Sample.sha256(Sample.bytes(1000)))"
    try Data(Sample.bytes(1000, seed: 7)).write(to: URL(fileURLWithPath: blob))
    try server.download("name")
    #expect(try Data(contentsOf: URL(fileURLWithPath: blob)) == Data(Sample.bytes(1000, seed: 7)))
    #expect(try server.download("name", isForced: true) == location)
    #expect(try Data(contentsOf: URL(fileURLWithPath: blob)) == Data(Sample.bytes(1000)))
  }
}
