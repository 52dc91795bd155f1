import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Tensors
import TransformerModels

/// A copy of a fixture, made of links, with some of its files and settings changed.
struct AlteredCheckpoint {
  let folder = TemporaryFolder("checkpoint")
  private let name: String

  /// Copies of the fixture `name`.
  init(_ name: String) { self.name = name }

  /// The configuration of the fixture.
  func configuration() throws -> ModelConfiguration {
    try ModelConfiguration(path: "\(Fixtures.model(name))/config.json")
  }

  /// Lays out the copy with `changes` to its configuration and without the files named.
  ///
  /// - Returns: its directory.
  func prepare(changes: [(String, JSONValue?)] = [], without: [String] = []) throws -> String {
    let source = Fixtures.model(name)
    for file in FileSystem.entries(of: source) where file != "config.json" && !without.contains(file) {
      symlink("\(source)/\(file)", "\(folder.path)/\(file)")
    }
    var object = try configuration().object
    for (key, value) in changes { object[key] = value }
    folder.write(JSONValue.object(object).text(), to: "config.json")
    return folder.path
  }

  /// Lays out the copy with other weights.
  func prepare(
    changes: [(String, JSONValue?)] = [],
    weights change: (inout [(name: String, tensor: Tensor)]) throws -> Void
  ) throws -> String {
    let directory = try prepare(changes: changes, without: ["model.safetensors"])
    let file = try SafetensorsFile(path: "\(Fixtures.model(name))/model.safetensors")
    var tensors: [(name: String, tensor: Tensor)] = []
    for entry in file.entries where entry.type != .i64 {
      tensors.append((entry.name, try file.tensor(named: entry.name)))
    }
    try change(&tensors)
    try SafetensorsWriter.write(tensors.map { ($0.name, $0.tensor) }, to: "\(directory)/model.safetensors")
    return directory
  }

  /// Lays out the copy with another header of its weights, which is given with the number of data bytes.
  func prepareHeader(_ change: (inout JSONObject, Int) throws -> Void) throws -> String {
    let directory = try prepare(without: ["model.safetensors"])
    let whole = try FileSystem.read("\(Fixtures.model(name))/model.safetensors")
    let start = 8 + whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try JSONValue(parsing: Array(whole[8..<start])).object ?? [:]
    try change(&header, whole.count - start)
    let text = JSONValue.object(header).utf8()
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    let file = try OutputFile("\(directory)/model.safetensors")
    do { try (length + text + whole[start...]).withUnsafeBytes { try file.write($0) } } catch {
      throw ExplainerError.wrapping(error)
    }
    try file.commit()
    return directory
  }

  /// Loads the model in a directory.
  @discardableResult func load(_ directory: String) throws -> any Model {
    try ModelLoader.load(ModelLocation(id: "m", directory: directory, origin: .directory))
  }

  /// Why the model in a directory cannot be loaded; nil if it can.
  func error(_ directory: String) -> ExplainerError? {
    do {
      try load(directory)
      return nil
    } catch { return ExplainerError.wrapping(error) }
  }
}
