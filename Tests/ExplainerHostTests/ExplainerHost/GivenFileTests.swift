import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Files given to parameters of type `file`: what of them a plugin gets, and what it does not.
@Suite struct GivenFileTests {
  private let trial = TrialRegistry()
  private static let entryPoint = EntryPoint(
    name: "odd", summary: "is odd", documentation: "", fits: [], texts: 0...1,
    parameters: [Parameter("list", .file, absence: "none", maximum: 10, summary: "which")])

  private func request(_ path: String, folder: String? = nil) throws -> ExplanationRequest {
    try ExplanationRequest(
      asking: Self.entryPoint, texts: [], given: ["list": .string(path)], truncates: false, folder: folder)
  }

  /// The plugin is told the file's name, and the host where it lies: a relative path begins in the folder that is said, and a link
  /// is followed but keeps its name.
  @Test func names() throws {
    try FileSystem.makeFolder("\(trial.folder.path)/lists")
    let path = trial.folder.write("abc", to: "lists/a b.txt")
    let folder = FileSystem.folder(of: path)
    #expect(symlink(path, "\(folder)/link") == 0)
    for (given, name) in [
      (path, "a b.txt"), ("a b.txt", "a b.txt"), ("./link", "link"), ("../lists/link", "link"),
    ] {
      let request = try request(given, folder: folder)
      #expect(request.parameters == ["list": .string(name)])
      #expect(request.files.map(\.name) == ["list"])
      #expect(request.files.map(\.path) == [FileSystem.resolved(path)])
      #expect(!String(decoding: EncodedRequest(request).bytes, as: UTF8.self).contains(folder))
    }
    let none = try ExplanationRequest(asking: Self.entryPoint, texts: [], given: [:], truncates: false)
    #expect(none.files.isEmpty && none.parameters.isEmpty)
  }

  /// What cannot be read as a file is an error that names the parameter and the path, before anything starts.
  @Test(arguments: [
    ("missing", ErrorCode.notFound, "no such file"), ("folder", .inputOutput, "is a directory"),
    ("pipe", .inputOutput, "is no plain file"), ("dangling", .notFound, "no such file"),
    ("long", .limitReached, "at most 10 bytes, found 11"), ("/dev/zero", .inputOutput, "is no plain file"),
    ("file/inner", .notFound, "no such file"),
  ])
  func refused(_ path: String, _ code: ErrorCode, _ expected: String) throws {
    let folder = trial.folder.path
    trial.folder.write("12345678901", to: "long")
    trial.folder.write("x", to: "file")
    try FileSystem.makeFolder("\(folder)/folder")
    #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
    #expect(symlink("nowhere", "\(folder)/dangling") == 0)
    let error = try #require(trial.failure { _ = try request(path, folder: folder) })
    #expect(error.code == code && error.message.hasPrefix("'list': "), "\(error)")
    #expect(error.description.contains(expected) && error.location.first?.hasSuffix(path) == true, "\(error)")
  }

  /// A worker lets its plugin read that file, whatever its walls keep from it else; a kept worker is for its own files, and notices
  /// one that was changed; the document has the name.
  @Test func throughWorkers() throws {
    try FileSystem.makeFolder("\(trial.folder.path)/lists")
    try CompiledPlugin.readingFiles(
      value: """
        sum(host, call, "list") + 1000 * (fopen("\(trial.folder.path)/other.txt", "r") != NULL)
        """
    ).make(in: "\(trial.folder.path)/project")
    _ = try trial.installer().install("\(trial.folder.path)/project/libodd.so")
    trial.folder.write("secret", to: "other.txt")
    let path = trial.folder.write("abc", to: "lists/list.txt")
    let model = try ModelCatalog(trial.installation).locate(Fixtures.model("gpt2"))
    let target = try Registry(trial.installation).entryPoint(named: "odd")
    let runner = try EntryPointRunner(trial.installation, keeping: 4)
    func run(_ path: String?) throws -> ExplanationDocument {
      try runner.run(
        target, on: model,
        request: ExplanationRequest(
          asking: target.entryPoint, texts: [], given: path.map { ["list": .string($0)] } ?? [:],
          truncates: false),
        limits: Limits(seconds: 60), observe: { _ in })
    }
    func value(_ path: String?) throws -> Int? { try run(path).explanation.result["value"]?.int }
    let document = try run(path)
    #expect(document.explanation.result["value"] == 294 && document.parameters == ["list": "list.txt"])
    #expect(!document.json().text().contains(trial.folder.path))
    #expect(try value(nil) == -1)
    #expect(try value(trial.folder.write("b", to: "lists/b.txt")) == 98)
    #expect(try value(path) == 294)
    trial.folder.write("c", to: "lists/list.txt")
    #expect(try value(path) == 99)
  }

  /// A parameter of type `file` is one file, which nobody can have a default for.
  @Test(arguments: ["list", "default", "minimum", "choices", "maximum"]) func malformed(_ member: String)
    throws
  {
    var json: JSONObject = ["name": "list", "type": "file", "summary": "which"]
    json[member] = ["list": true, "default": "/a", "minimum": 1, "choices": ["a"], "maximum": 0.5][member]
    let error = #expect(throws: JSONReadingError.self) { try Parameter(json: .object(json)) }
    #expect(error?.reason.contains("'\(member)'") == true, "\(error as Any)")
    json[member] = nil
    json["maximum"] = 1000
    let parameter = try Parameter(json: .object(json))
    #expect(parameter.maximumBytes == 1000 && parameter.legalValues == "a file of at most 1000 bytes")
    #expect(try Parameter(json: parameter.json) == parameter)
  }
}
