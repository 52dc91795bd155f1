public import Diagnostics
import Files
import JSON
public import Tensors

/// The weights of a checkpoint by name, whether they lie in one safetensors file or in shards.
public struct CheckpointWeights: Sendable {
  /// Where the weights are, for messages: the file, or the index of the shards.
  public let path: String
  private let files: [SafetensorsFile]
  private let places: [String: Int]

  /// Opens the weights of the checkpoint in `directory`: `model.safetensors`, else the shards its index
  /// names.
  ///
  /// - Throws: `notFound` if there are none, `unsupported` if they are there in another format only,
  ///   `badData` if a file is damaged or the index does not fit it.
  public init(directory: String) throws(ExplainerError) {
    let single = "\(directory)/model.safetensors"
    let index = "\(directory)/model.safetensors.index.json"
    if FileSystem.isFile(single) {
      try self.init(file: SafetensorsFile(path: single))
    } else if FileSystem.isFile(index) {
      try self.init(index: index, directory: directory)
    } else {
      throw Self.absent(directory)
    }
  }

  private init(file: SafetensorsFile) {
    path = file.path
    files = [file]
    places = Dictionary(file.entries.map { ($0.name, 0) }, uniquingKeysWith: { first, _ in first })
  }

  private init(index: String, directory: String) throws(ExplainerError) {
    let map = try ModelConfiguration(path: index).value("weight_map")
    guard let members = map?.object?.members else {
      throw ExplainerError(.badData, "there is no 'weight_map'", at: [index])
    }
    var files: [SafetensorsFile] = []
    var numbers: [String: Int] = [:]
    var places: [String: Int] = [:]
    for (name, value) in members {
      // A shard is a neighbour of its index; anything else would let an index reach for files elsewhere.
      guard let shard = value.string, !shard.isEmpty, !shard.contains("/"), !shard.hasPrefix(".") else {
        throw ExplainerError(
          .badData, "'\(name)' is not mapped to a file beside the index", at: [index], found: value.text())
      }
      if numbers[shard] == nil {
        let path = "\(directory)/\(shard)"
        guard FileSystem.isFile(path) else {
          throw ExplainerError(
            .notFound, "the shard '\(shard)' is missing", at: [index], remedy: "Download the checkpoint again"
          )
        }
        numbers[shard] = files.count
        files.append(try SafetensorsFile(path: path))
      }
      guard let number = numbers[shard], files[number][name] != nil else {
        throw ExplainerError(.badData, "the shard '\(shard)' does not hold tensor '\(name)'", at: [index])
      }
      places[name] = number
    }
    self.path = index
    self.files = files
    self.places = places
  }

  private static func absent(_ directory: String) -> ExplainerError {
    let others = [
      "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack",
    ].filter { FileSystem.isFile("\(directory)/\($0)") }
    guard let other = others.first else {
      return ExplainerError(
        .notFound, "there are no weights", at: [directory],
        expected: "model.safetensors or model.safetensors.index.json",
        remedy: "Download the checkpoint completely, or pass the directory that holds it")
    }
    return ExplainerError(
      .unsupported, "the weights are not in safetensors format", at: [directory],
      expected: "model.safetensors",
      found: other,
      remedy: "Save them with `model.save_pretrained(folder, safe_serialization=True)` in transformers")
  }

  /// The names of all tensors, in the order of their files.
  public var names: [String] { files.flatMap { $0.entries.map(\.name) }.filter { places[$0] != nil } }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// The tensor's place and type, or nil if there is none of this name.
  public func entry(named name: String) -> SafetensorsFile.Entry? { place(of: name)?.entry }

  /// The tensors a model needs, by name: in place for F32, widened once for F16 and BF16.
  ///
  /// - Throws: `badData` naming the missing tensors (five at most, then how many more), `badShape` for the
  ///   first tensor of another shape, `unsupported` for other number types.
  public func tensors(_ needed: [(name: String, shape: [Int])]) throws(ExplainerError) -> [String: Tensor] {
    try require(needed)
    var room = 0
    for (name, _) in needed {
      if let (file, entry) = place(of: name) { room += try file.arenaRoom(for: entry) }
    }
    let arena = TensorArena(capacity: room)
    var tensors: [String: Tensor] = [:]
    tensors.reserveCapacity(needed.count)
    for (name, _) in needed {
      if let (file, entry) = place(of: name) { tensors[name] = try file.tensor(entry, arena: arena) }
    }
    return tensors
  }

  func place(of name: String) -> (file: SafetensorsFile, entry: SafetensorsFile.Entry)? {
    guard let file = places[name].map({ files[$0] }) else { return nil }
    return file[name].map { (file, $0) }
  }

  /// Checks that the tensors a model needs are there with the shapes it needs.
  ///
  /// - Throws: `badData` naming the missing tensors (five at most, then how many more), or `badShape` for the
  ///   first tensor of another shape.
  func require(_ needed: [(name: String, shape: [Int])]) throws(ExplainerError) {
    let absent = needed.map(\.name).filter { places[$0] == nil }
    guard absent.isEmpty else { throw missing(absent) }
    for (name, shape) in needed {
      guard let found = entry(named: name)?.shape, found != shape else { continue }
      let isTransposed = found.count == 2 && Array(found.reversed()) == shape
      throw ExplainerError(
        .badShape, "has another shape than config.json asks for", at: [path, "tensor '\(name)'"],
        expected: "\(shape)", found: "\(found)",
        remedy: isTransposed ? "It is the transpose: is this an export with another layout?" : nil)
    }
  }

  private func missing(_ absent: [String]) -> ExplainerError {
    var list = absent.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    if absent.count > 5 { list += " and \(absent.count - 5) more" }
    return ExplainerError(
      .badData, absent.count == 1 ? "tensor \(list) is missing" : "tensors are missing: \(list)", at: [path],
      remedy: "Is this a checkpoint of another model than config.json describes?")
  }
}
