import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import ExplainerChains
@testable import PluginHost
@testable import PluginRegistry

/// An answer is used again only for the very same question: to the same program, plugin and model.
@Suite struct ResultKeyTests {
  private let folder = TemporaryFolder()

  /// What goes into a key.
  private struct Call {
    var program = "one program"
    var entryPoint = "predictions"
    var configuration = "{}"
    var name = "m"
    var texts = ["a"]
    var parameters: JSONObject = ["topk": 3]
    var truncates = false
    var wantsTensors = false
    /// The content of a file that was given to a parameter, and what that is called.
    var file: String?
    var fileName = "list"
  }

  private func key(_ change: (inout Call) -> Void = { _ in }) throws -> String {
    var call = Call()
    change(&call)
    let program = folder.write(call.program, to: "program")
    let model = TemporaryFolder()
    model.write(call.configuration, to: "config.json")
    let installation = Installation(executable: BuildProducts.executable, environment: [:])
    var request = ExplanationRequest(
      texts: call.texts, parameters: call.parameters, truncates: call.truncates)
    if let content = call.file {
      let path = model.write(content, to: "list.txt")
      request.files = [LentFile(call.fileName, path: path, stamp: try #require(FileSystem.stamp(path)))]
    }
    return try ResultKey(executable: program, digests: FileDigests(memory: nil)).key(
      try Registry(installation).entryPoint(named: call.entryPoint),
      ModelLocation(id: call.name, directory: model.path, origin: .directory),
      request, wantsTensors: call.wantsTensors)
  }

  /// Whatever is different makes it another question; where the files lie does not.
  @Test func everythingCounts() throws {
    let keys = [
      try key(), try key { $0.program = "another program" }, try key { $0.entryPoint = "rankings" },
      try key { $0.configuration = "{ }" }, try key { $0.name = "n" }, try key { $0.texts = ["b"] },
      try key { $0.texts = ["a", "a"] }, try key { $0.texts = [] }, try key { $0.parameters = ["topk": 4] },
      try key { $0.parameters = [:] }, try key { $0.truncates = true }, try key { $0.wantsTensors = true },
      try key { $0.file = "a" }, try key { $0.file = "b" },
      try key { ($0.file, $0.fileName) = ("a", "other") },
    ]
    #expect(Set(keys).count == keys.count)
    #expect(try key() == keys[0])
    #expect(try keys.contains(key { $0.file = "b" }))
    #expect(keys.allSatisfy { $0.utf8.count == 64 })
  }

  /// A model that is another one now has no key in the same chain: its answers would pass for the first one's.
  ///
  /// One whose files were only written again is the same.
  @Test func changedModel() throws {
    let model = TemporaryFolder()
    let weights = model.write("one", to: "model.safetensors")
    let location = ModelLocation(id: "m", directory: model.path, origin: .directory)
    let keys = try ResultKey(
      executable: folder.write("program", to: "program"), digests: FileDigests(memory: nil))
    let digest = try keys.digest(of: location)
    #expect(try keys.digest(of: location) == digest)
    #expect(unlink(weights) == 0)
    model.write("one", to: "model.safetensors")
    #expect(try keys.digest(of: location) == digest)
    model.write("two", to: "model.safetensors")
    let error = #expect(throws: ExplainerError.self) { try keys.digest(of: location) }
    #expect(error?.code == .badData && error?.message == "the model was changed while the chain ran")
    model.write("one", to: "model.safetensors")
    #expect(try keys.digest(of: location) == digest)
    model.write("{}", to: "config.json")
    #expect(throws: ExplainerError.self) { try keys.digest(of: location) }
  }
}
