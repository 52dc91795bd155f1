import Diagnostics
import Foundation
public import JSON

/// A Hugging Face Hub on loopback (`Tests/HubServer/hub_server.py`), for as long as this object lives.
public final class HubServer {
  /// A request that the server has seen.
  public struct Request: Sendable {
    /// `hub`, or `cdn` for where large files lie.
    public let port: String
    /// `GET` or `HEAD`.
    public let method: String
    /// What was asked for.
    public let path: String
    /// The headers, by name in lower case.
    public let headers: [String: String]
  }

  /// Where its models are, and what tests put beside them.
  public let folder: TemporaryFolder = TemporaryFolder("hub")
  /// The addresses of the Hub and of where large files lie.
  public let addresses: [String]
  private let process = Process()
  private let input = Foundation.Pipe()

  /// Whether this machine has the Python that the server needs.
  public static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: python) }
  private static let python = "/usr/bin/python3"

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - faults: what goes wrong, as the server's documentation says.
  ///   - settings: which models are private, gated or renamed.
  ///   - certificate: a certificate and its key, for TLS.
  public init(faults: JSONValue = [], settings: JSONValue = [:], certificate: String? = nil) throws {
    folder.write(faults.text(), to: "faults.json")
    folder.write(settings.text(), to: "settings.json")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/models", withIntermediateDirectories: true)
    if let certificate { folder.write(certificate, to: "tls.pem") }
    process.executableURL = URL(fileURLWithPath: Self.python)
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
  public func setFaults(_ faults: JSONValue) { folder.write(faults.text(), to: "faults.json") }

  /// Adds a model: its files by name.
  public func add(_ model: String, _ files: [String: [UInt8]]) throws {
    for (name, bytes) in files {
      let file = URL(fileURLWithPath: "\(folder.path)/models/\(model)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  /// Adds the model in `directory` under a name.
  public func add(_ model: String, copyOf directory: String) throws {
    let folder = URL(fileURLWithPath: "\(folder.path)/models/\(model)")
    try FileManager.default.createDirectory(
      at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: URL(fileURLWithPath: directory), to: folder)
  }

  /// The cache's root in `environment`.
  public var cache: String { "\(folder.path)/home/hub" }

  /// The environment in which the server is the Hub.
  public var environment: [String: String] {
    [
      "HF_ENDPOINT": addresses[0], "HF_HOME": "\(folder.path)/home", "HOME": folder.path,
      "NO_PROXY": "127.0.0.1",
    ]
  }

  /// What the server was asked so far.
  public var requests: [Request] {
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
  public func forgetRequests() { folder.write("", to: "requests.jsonl") }

  /// The paths of all files and links below the cache's root, but those of the locks.
  public var cached: [String] {
    (FileManager.default.enumerator(atPath: cache)?.compactMap { $0 as? String } ?? []).filter { path in
      var isFolder: ObjCBool = false
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(cache)/\(path)")) != nil
      _ = FileManager.default.fileExists(atPath: "\(cache)/\(path)", isDirectory: &isFolder)
      return (isLink || !isFolder.boolValue) && !path.hasPrefix(".locks")
    }.sorted()
  }

  /// The content of a file below the cache's root.
  public func read(_ path: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: "\(cache)/\(path)"))).map { [UInt8]($0) }
  }
}
