import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Foundation
import JSON
import Synchronization
import Testing

@testable import HuggingFaceHub

/// What goes wrong on the way.
@Suite(.serialized, .enabled(if: HubServer.isAvailable, "needs python3"))
struct HubFaultTests {
  private static let size = 300_000

  private func server(_ faults: JSONValue) throws -> HubServer {
    let server = try HubServer(faults: faults)
    try server.add("name", Sample.model(Self.size))
    return server
  }

  /// Failures that pass are waited out, and the file is whole.
  @Test(
    arguments: [
      ["port": "cdn", "cut": 1000, "times": 6], ["port": "cdn", "chunked_cut": 5000, "times": 3],
      ["port": "cdn", "cut": 0, "times": 3], ["port": "cdn", "stall": 2000, "times": 2],
      ["port": "cdn", "status": 503, "times": 4],
      ["port": "cdn", "status": 429, "headers": ["Retry-After": "0"], "times": 4],
      ["path": "/api/", "status": 500, "times": 2], ["path": "/api/", "status": 429, "times": 2],
      ["path": "/api/", "cut": 5, "times": 1], ["method": "HEAD", "status": 502, "times": 5],
      ["method": "GET", "path": "/resolve/", "cut": 3, "times": 2],
      // The address of the content has run out: the Hub gives a new one.
      ["port": "cdn", "status": 403, "times": 1], ["port": "cdn", "status": 410, "times": 4],
      // Ranges are not understood, from the start or later, with and without cuts.
      ["port": "cdn", "whole": true], ["port": "cdn", "whole": true, "cut": 250_000, "times": 2],
      ["port": "cdn", "whole": true, "times": 1],
      // Damaged on the way once.
      ["port": "cdn", "corrupt": true, "times": 1],
    ] as [JSONValue])
  func passing(_ fault: JSONValue) throws {
    let server = try server([fault])
    var hub = server.hub()
    if fault["stall"] != nil { hub.settings.patience.idleSeconds = 1 }
    let location = try server.download("name", hub)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(location.directory)/model.safetensors"))
    #expect(bytes == Data(Sample.bytes(Self.size)))
  }

  /// Failures that stay are one error, with nothing in the snapshot that is not whole.
  @Test(
    arguments: [
      (["port": "cdn", "corrupt": true], .badData, "what was sent is not what the Hub describes"),
      (["port": "cdn", "status": 503], .inputOutput, "is out of order"),
      (["port": "cdn", "cut": 0], .inputOutput, "cannot be read"),
      (["port": "cdn", "garbage": true], .inputOutput, "cannot be read"),
      (["port": "cdn", "chunked_cut": 0], .inputOutput, "the file broke off"),
      (["port": "cdn", "content_range": "bytes 5-9/10"], .badData, "another part than was asked for"),
      (["port": "cdn", "status": 429, "headers": ["Retry-After": "3600"]], .inputOutput, "in 3600 seconds"),
      (["port": "cdn", "redirect": "{cdn}/again"], .inputOutput, "redirects in circles"),
      (["port": "cdn", "redirect": "ftp://127.0.0.1/x"], .inputOutput, "what is no http address"),
      (["path": "/api/", "redirect": "{hub}/api/again"], .inputOutput, "redirects in circles"),
      (["path": "/api/", "status": 503], .inputOutput, "status 503"),
      (["path": "/api/", "cut": 0], .inputOutput, "cannot be read"),
      (
        ["method": "HEAD", "commit": "0123456789012345678901234567890123456789"], .badData, "another revision"
      ),
      (["method": "HEAD", "etag": "../../escape"], .badData, "the ETag cannot be used"),
      (["method": "HEAD", "etag": ""], .badData, "the ETag cannot be used"),
      (["method": "HEAD", "drop_headers": ["ETag", "X-Linked-Etag"]], .badData, "sends no ETag"),
    ] as [(JSONValue, ErrorCode, String)])
  func lasting(_ fault: JSONValue, _ code: ErrorCode, _ words: String) throws {
    // (Where the storage has an ETag of its own, dropping the Hub's is no failure yet.)
    var fault = fault
    if fault["drop_headers"] != nil, var object = fault.object {
      object["path"] = "config"
      fault = .object(object)
    }
    let server = try server([fault])
    let error = try #require(failure { try server.download("name") })
    #expect(error.code == code && error.description.contains(words), "\(error)")
    #expect(!server.cached.contains { $0.hasSuffix("model.safetensors") || $0.hasSuffix("refs/main") })
    #expect(!server.cached.contains { $0.hasSuffix(Sample.sha256(Sample.bytes(Self.size))) })
  }

  /// A server that sends next to nothing is given up, however often it is asked, whether it is asked for an answer or for a
  /// file.
  @Test(
    .timeLimit(.minutes(10)),
    arguments: [["path": "/api/", "slow": 2], ["port": "cdn", "slow": 2]] as [JSONValue])
  func slow(_ fault: JSONValue) throws {
    let server = try server([fault])
    var hub = server.hub()
    hub.settings.patience.idleSeconds = 1
    hub.settings.patience.tries = 3
    let error = try #require(failure { try server.download("name", hub) })
    #expect(error.code == .inputOutput && error.description.contains("cannot be read"), "\(error)")
    #expect(!server.cached.contains { $0.hasSuffix("refs/main") })
  }

  /// A server that never ends a small answer, however fast, is given up.
  @Test(.timeLimit(.minutes(10))) func endless() throws {
    let server = try server([["path": "/api/", "slow": 150]])
    var hub = server.hub()
    hub.settings.patience.answerSeconds = 1
    let error = try #require(failure { try server.download("name", hub) })
    #expect(
      error.code == .inputOutput && error.message.contains("has not ended its answer after 1 seconds"),
      "\(error)")
  }

  /// An answer that is larger than there can be, or would be in memory, is refused and says how large it may be.
  @Test func largeAnswers() throws {
    var bytes = Array(#"{"sha": ""#.utf8)
    bytes += Array(repeating: UInt8(ascii: "a"), count: 40) + Array(#"", "siblings": [], "x": ["#.utf8)
    bytes += Array(repeating: Array("[],".utf8), count: 2_000_000).joined() + Array("0]}".utf8)
    let error = failure {
      _ = try RepositoryListing(bytes, of: try #require(HubID("name")), from: "http://h")
    }
    #expect(
      error?.code == .limitReached && error?.message.contains("128 MiB") == true,
      "\(String(describing: error))")
    let server = try HubServer()
    var files = Sample.model()
    for index in 0..<100 { files["\(String(repeating: "n", count: 200))\(index)"] = [] }
    try server.add("name", files)
    var hub = server.hub()
    hub.settings.largestListing = 10_000
    let large = failure { try server.download("name", hub) }
    #expect(
      large?.code == .limitReached && large?.expected == "at most 9.8 KiB", "\(String(describing: large))")
    #expect(large?.message.contains("sends a larger answer than there can be") == true)
  }

  /// What the Hub refuses is told in words, with what to do.
  @Test(
    arguments: [
      ("nowhere", [:], "has no such model, or does not show it to everybody", "set HF_TOKEN"),
      ("name@v9", [:], "there is no revision 'v9' on the Hub", ""),
      ("gated", [:], "the model is gated", "then set HF_TOKEN to a token of yours"),
      ("gated", ["HF_TOKEN": "x"], "the model is gated", "ask for access at"),
      ("private", [:], "has no such model, or does not show it to everybody", "set HF_TOKEN"),
      ("private", ["HF_TOKEN": "hf_wrong"], "does not accept the token", "/settings/tokens"),
      ("words", [:], "it has no config.json", ""),
    ] as [(String, [String: String], String, String)])
  func refusals(_ name: String, _ more: [String: String], _ message: String, _ remedy: String) throws {
    let server = try HubServer(settings: ["private": ["private": "hf_right"], "gated": ["gated"]])
    for model in ["name", "gated", "private"] { try server.add(model, Sample.model()) }
    try server.add("words", ["README.md": []])
    let error = try #require(failure { try server.download(name, server.hub(more)) })
    #expect(error.message.contains(message), "\(error)")
    #expect(error.remedy?.contains(remedy) ?? remedy.isEmpty, "\(error)")
    #expect(!error.description.contains("hf_wrong"))
    #expect(error.code == (name == "words" ? .unsupported : .notFound))
  }

  /// An index leads to no file but its neighbours in the repository, and to at least one.
  @Test(arguments: [
    (#"{"weight_map": {"a": "../../../config.json"}}"#, "names a shard that is not in the repository"),
    (#"{"weight_map": {"a": "gone.safetensors"}}"#, "names a shard that is not in the repository"),
    (#"{"weight_map": {}}"#, "'weight_map' cannot be used"), ("rubbish", "not valid JSON: expected a value"),
  ])
  func indices(_ index: String, _ words: String) throws {
    let server = try HubServer()
    try server.add(
      "name", ["config.json": Sample.config, "model.safetensors.index.json": Array(index.utf8)])
    let error = try #require(failure { try server.download("name") })
    #expect(error.code == .badData && error.message.contains(words), "\(error)")
    #expect(server.cached.isEmpty)
  }

  /// Nothing is asked where it may not be, and nobody is waited for who is not there.
  @Test func unreachable() throws {
    let server = try HubServer()
    let offline = try #require(failure { try server.download("name", server.hub(["HF_HUB_OFFLINE": "1"])) })
    #expect(offline.message.contains("HF_HUB_OFFLINE is set") && server.requests.isEmpty)
    let closed = server.hub(["HF_ENDPOINT": "http://127.0.0.1:9"])
    let error = try #require(failure { try server.download("name", closed) })
    #expect(
      error.code == .inputOutput && error.message.contains("http://127.0.0.1:9 cannot be read"), "\(error)")
    let wrong = try #require(failure { try server.download("name", server.hub(["HF_ENDPOINT": "x y"])) })
    #expect(wrong.message == "HF_ENDPOINT is no address")
  }

  /// A full disk is one error that says what to do; what could be written stays.
  @Test func fullDisk() throws {
    let server = try server([])
    let blobs = "\(server.cache)/models--name/blobs"
    try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
    let partial = "\(blobs)/\(Sample.sha256(Sample.bytes(Self.size))).incomplete"
    try FileManager.default.createSymbolicLink(atPath: partial, withDestinationPath: "/dev/full")
    let error = try #require(failure { try server.download("name") })
    #expect(error.code == .inputOutput && error.message.contains("No space left on device"), "\(error)")
    #expect(error.remedy?.contains("make room") ?? false)
    try FileManager.default.removeItem(atPath: partial)
    try server.download("name")
  }

  /// A failure that passes is told.
  @Test func told() throws {
    let server = try server([["port": "cdn", "status": 503, "times": 1]])
    let reasons = Mutex<[String]>([])
    try server.download(
      "name",
      observer: DownloadObserver(receive: { event in
        if case .retrying(let file, let reason, _) = event {
          reasons.withLock { $0.append("\(file): \(reason)") }
        }
      }))
    let told = reasons.withLock { $0 }
    #expect(
      told.count == 1 && told[0].hasPrefix("model.safetensors: ") && told[0].hasSuffix("is out of order"))
  }

  /// A certificate nobody vouches for is refused, and accepted once the user names it; from https nothing leads to http.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
  func certificates() throws {
    let folder = TemporaryFolder("tls")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder.path)/key.pem",
      "-out", "\(folder.path)/certificate.pem",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let certificate = try String(contentsOfFile: "\(folder.path)/certificate.pem", encoding: .utf8)
    let key = try String(contentsOfFile: "\(folder.path)/key.pem", encoding: .utf8)
    let server = try HubServer(certificate: certificate + key)
    try server.add("name", Sample.model(200_000))
    #expect(server.addresses[0].hasPrefix("https:"))
    let error = try #require(failure { try server.download("name") })
    #expect(
      error.message.contains("ertificate") && error.remedy?.contains("SSL_CERT_FILE") == true, "\(error)")
    let trusting = server.hub(["SSL_CERT_FILE": "\(folder.path)/certificate.pem"])
    try server.download("name", trusting)
    server.setFaults([["path": "/api/", "redirect": "http://127.0.0.1:9/"]])
    let downgrade = try #require(failure { try server.download("name", trusting) })
    #expect(downgrade.message.contains("redirects from https to http"), "\(downgrade)")
  }
}
