public import Diagnostics
import Files
public import Tensors

extension CheckpointWeights {
  /// The tensors a model needs, by name, in the type they are stored in: in place but for vectors of F16 and BF16, and what is
  /// F64 or lies in strides, which are converted once, and what an adapter changes.
  ///
  /// - Throws: `badData` naming the missing tensors (five at most, then how many more), `badShape` for the
  ///   first tensor of another shape, `unsupported` for other number types.
  public func tensors(_ needed: [(name: String, shape: [Int])]) throws(ExplainerError) -> [String:
    WeightNumbers]
  {
    try require(needed)
    var room = 0
    for (name, _) in needed {
      guard let (file, entry) = stored(name), adaptation?.isChanged(name) != true else { continue }
      room += try file.arenaRoomForNumbers(entry)
    }
    let arena = TensorArena(capacity: room)
    var tensors: [String: WeightNumbers] = [:]
    tensors.reserveCapacity(needed.count)
    for (name, _) in needed {
      guard let (file, entry) = stored(name) else { continue }
      if let adaptation, adaptation.isChanged(name) {
        tensors[name] = .single(try adaptation.changed(file.tensor(entry), name))
      } else {
        tensors[name] = try file.numbers(entry, arena: arena)
      }
    }
    return tensors
  }

  /// Where the numbers of a tensor lie; what an adapter adds to them is not in it.
  func stored(_ name: String) -> (file: TensorFile, entry: StoredTensor)? {
    if let found = adaptation?.replacement(of: name) { return found }
    let name = adaptation?.shared[name] ?? name
    guard let file = fileIndices[name].map({ files[$0] }) else { return nil }
    return file[name].map { (file, $0) }
  }

  /// Checks that the tensors a model needs are there with the shapes it needs.
  ///
  /// - Throws: `badData` naming the missing tensors (five at most, then how many more), or `badShape` for the
  ///   first tensor of another shape.
  func require(_ needed: [(name: String, shape: [Int])]) throws(ExplainerError) {
    let absent = needed.map(\.name).filter { !contains($0) }
    guard absent.isEmpty else { throw missing(absent) }
    for (name, shape) in needed {
      guard let (file, entry) = stored(name), entry.shape != shape else { continue }
      let found = entry.shape
      let isTransposed = found.count == 2 && Array(found.reversed()) == shape
      throw ExplainerError(
        .badShape,
        "has another shape than \(describeThemselves ? "the file's keys ask" : "config.json asks") for",
        at: [files.contains { $0.path == file.path } ? path : file.path, "tensor '\(nameInFile(name))'"],
        expected: "\(shape)", found: "\(found)",
        remedy: isTransposed ? "It is the transpose: is this an export with another layout?" : nil)
    }
  }

  /// Whether two tensors hold the same; false where one of them is not there.
  ///
  /// - Throws: `unsupported` for types that cannot be used as weights.
  public func areEqual(_ name: String, _ other: String) throws(ExplainerError) -> Bool {
    guard let (file, entry) = stored(name), let (otherFile, otherEntry) = stored(other) else {
      return false
    }
    if let adaptation, adaptation.isChanged(name) || adaptation.isChanged(other) {
      let (first, second) = (try file.tensor(entry), try otherFile.tensor(otherEntry))
      return try adaptation.changed(first, name) == adaptation.changed(second, other)
    }
    return try file.holds(entry, equalTo: otherEntry, of: otherFile)
  }

  private func missing(_ absent: [String]) -> ExplainerError {
    var list = absent.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    if absent.count > 5 { list += " and \(absent.count - 5) more" }
    return ExplainerError(
      .badData, absent.count == 1 ? "tensor \(list) is missing" : "tensors are missing: \(list)", at: [path],
      remedy: remedyForMissing)
  }

  private var remedyForMissing: String {
    guard !describeThemselves else {
      return "These are a checkpoint's names: is the file whole, and of the architecture that it says?"
    }
    if names.contains(where: { $0.contains(".base_layer.") || $0.contains(".lora_") }) {
      return "These are weights with a PEFT adapter beside them: save them after `merge_and_unload()` of peft"
    }
    let known = Set(files.map { FileSystem.name(of: $0.path) })
    let folder = FileSystem.folder(of: path)
    let other = FileSystem.entries(of: folder).first {
      ($0.hasSuffix(".safetensors") || $0.hasPrefix("pytorch_model") && $0.hasSuffix(".bin"))
        && !known.contains($0)
    }
    guard let other else { return "Is this a checkpoint of another model than config.json describes?" }
    return "'\(other)' lies beside these files but was not read: "
      + (path.hasSuffix(".json")
        ? "the index does not name it" : "\(FileSystem.name(of: path)) counts before it")
  }
}
