import Checkpoints
import Diagnostics
import Digests
import ExplainerTestSupport
import Foundation
import HuggingFaceHub
import JSON

/// A Hub on loopback (`Tests/HubServer/hub_server.py`) and a cache, for as long as this object lives.
final class TestHub {
  /// A request that the server has seen.
  struct Request {
    /// `hub`, or `cdn` for where large files lie.
    let port: String
    let method: String
    let path: String
    let headers: [String: String]
  }

  let folder = TemporaryFolder("hub")
  /// The addresses of the Hub and of where large files lie.
  let addresses: [String]
  private let process = Process()
  private let input = Foundation.Pipe()

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - faults: what goes wrong, as the server's documentation says.
  ///   - settings: which models are private, gated or renamed.
  init(faults: JSONValue = [], settings: JSONValue = [:], certificate: String? = nil) throws {
    folder.write(faults.text(), to: "faults.json")
    folder.write(settings.text(), to: "settings.json")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/models", withIntermediateDirectories: true)
    if let certificate { folder.write(certificate, to: "tls.pem") }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["\(Fixtures.packageRoot)/Tests/HubServer/hub_server.py", folder.path]
    let output = Foundation.Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.contains("\n"), case let more = output.fileHandleForReading.availableData, !more.isEmpty {
      line += String(decoding: more, as: UTF8.self)
    }
    addresses = line.split { $0.isWhitespace }.map(String.init)
    guard addresses.count == 2 else { throw ExplainerError(.internalFault, "the server did not start") }
  }

  deinit { try? input.fileHandleForWriting.close() }

  /// What goes wrong from now on.
  func setFaults(_ faults: JSONValue) { folder.write(faults.text(), to: "faults.json") }

  /// Adds a model: its files by name.
  func add(_ model: String, _ files: [String: [UInt8]]) throws {
    for (name, bytes) in files {
      let path = "\(folder.path)/models/\(model)/\(name)"
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
  }

  /// The cache's root.
  var cache: String { "\(folder.path)/home/hub" }

  /// The environment in which the server is the Hub.
  var environment: [String: String] {
    [
      "HF_ENDPOINT": addresses[0], "HF_HOME": "\(folder.path)/home", "HOME": folder.path,
      "NO_PROXY": "127.0.0.1",
    ]
  }

  /// The Hub as a program with this environment sees it, impatient, with small parts.
  func hub(_ more: [String: String] = [:]) -> Hub {
    var hub = Hub(environment: environment.merging(more) { $1 })
    hub.settings.patience.firstWait = 0.01
    hub.settings.patience.idleSeconds = 1
    hub.settings.partSize = 64 << 10
    return hub
  }

  /// Downloads a model.
  @discardableResult func download(
    _ name: String, _ hub: Hub? = nil, isForced: Bool = false, observer: DownloadObserver = DownloadObserver()
  ) throws -> ModelLocation {
    let hub = hub ?? self.hub()
    guard let id = HubID(name) else { throw ExplainerError(.badParameter, "no id") }
    return try hub.download(try hub.plan(id, isForced: isForced), isForced: isForced, observer: observer)
  }

  /// What the server was asked so far.
  var requests: [Request] {
    let text = (try? String(contentsOfFile: "\(folder.path)/requests.jsonl", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      guard let json = try? JSONValue(parsing: Array(line.utf8)), let port = json["port"]?.string,
        let method = json["method"]?.string, let path = json["path"]?.string
      else { return nil }
      let headers = json["headers"]?.object?.members.map { ($0.key, $0.value.string ?? "") } ?? []
      return Request(port: port, method: method, path: path, headers: Dictionary(headers) { $1 })
    }
  }

  /// Forgets what it was asked.
  func forgetRequests() { folder.write("", to: "requests.jsonl") }

  /// The paths of all files and links below the cache's root, but those of the locks.
  var cached: [String] {
    (FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []).filter { path in
      var isFolder: ObjCBool = false
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(cache)/\(path)")) != nil
      _ = FileManager.default.fileExists(atPath: "\(cache)/\(path)", isDirectory: &isFolder)
      return (isLink || !isFolder.boolValue) && !path.hasPrefix(".locks")
    }.sorted()
  }

  /// The content of a file below the cache's root.
  func read(_ path: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: "\(cache)/\(path)"))).map { [UInt8]($0) }
  }
}

/// Content for models.
enum Sample {
  static let config = Array(#"{"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"]}"#.utf8)

  /// Bytes that differ from place to place.
  static func bytes(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 16)
    }
  }

  /// A model with weights of this many bytes.
  static func model(_ count: Int = 1000) -> [String: [UInt8]] {
    ["config.json": config, "tokenizer.json": Array("{}".utf8), "model.safetensors": bytes(count)]
  }

  /// The etag of a file in large file storage.
  static func sha256(_ bytes: [UInt8]) -> String { SHA256.hexadecimal(of: bytes) }

  /// The etag of a small file.
  static func gitBlob(_ bytes: [UInt8]) -> String {
    var digest = SHA1(gitBlobOfSize: bytes.count)
    digest.update(bytes)
    return digest.hexadecimal
  }
}

/// The error of a piece of work that should fail.
func failure(_ work: () throws -> Void) -> ExplainerError? {
  do {
    try work()
    return nil
  } catch { return error as? ExplainerError }
}
