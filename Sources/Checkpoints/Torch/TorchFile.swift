import Diagnostics
import Tensors

/// A file as `torch.save` writes it, such as `pytorch_model.bin`: a ZIP archive of the tensors' memories and a pickle that says which
/// tensors are views of which.
///
/// Source: `torch/serialization.py` of torch 2.15; `ARCHIVE/data.pkl`, `ARCHIVE/data/KEY`, `ARCHIVE/byteorder`.
enum TorchFile {
  /// Opens such a file and finds its tensors; none of them is read.
  ///
  /// - Throws: `notFound`, `inputOutput`, `unsupported` for what holds more than tensors, is compressed, of another byte
  ///   order or older than torch 1.6, `badData` for what is damaged.
  static func open(_ path: String) throws(ExplainerError) -> TensorFile {
    let file = try MappedFile(path: path)
    try checkKind(of: file)
    let archive = try ZipDirectory(of: file)
    let root = try root(of: archive, path)
    try checkByteOrder(archive.files[root + "byteorder"], file)
    guard let place = archive.files[root + "data.pkl"], place.count <= PickleMachine.longest else {
      throw ExplainerError(
        .limitReached, "the pickle is too large for one that describes tensors", at: [path],
        expected: "at most \(PickleMachine.longest) bytes")
    }
    var machine = PickleMachine(
      try file.bytes(place), fileSize: file.size, location: [path, root + "data.pkl"]
    ) { key throws(ExplainerError) in
      if let bytes = archive.files["\(root)data/\(key)"] { return bytes }
      throw ExplainerError(
        .badData, "the memory of a tensor is missing", at: [path], found: "no \(root)data/\(key)".cut(to: 80),
        remedy: "Download or copy the file again")
    }
    let value = try machine.run()
    return TensorFile(file, try machine.namedTensors(value))
  }

  /// Refuses what is no archive of torch, by what it is.
  private static func checkKind(of file: MappedFile) throws(ExplainerError) {
    let head = try file.bytes(0..<min(file.size, ForeignFile.headSize))
    // (The beginning of the magic number of torch's first format.)
    if head.starts(with: [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC]) {
      throw ExplainerError(
        .unsupported, "is a file of torch before 1.6", at: [file.path],
        expected: "an archive, as torch writes since",
        found: "a Python pickle", remedy: CheckpointFolder.pickleRemedy())
    }
    let kind = ForeignFile(startingWith: head)
    guard kind != .zip else { return }
    if let kind { throw kind.error(inPlaceOf: "a file of torch.save", at: [file.path]) }
    throw ExplainerError(
      .badData, "is no file of torch.save: it is cut short or something else", at: [file.path],
      expected: "a ZIP archive", remedy: "Download or copy the file again")
  }

  /// What all names of the archive begin with.
  private static func root(of archive: ZipDirectory, _ path: String) throws(ExplainerError) -> String {
    let end = "/data.pkl"
    let roots = archive.files.keys.filter { $0.hasSuffix(end) }.map { $0.dropLast(end.count) }
      .filter { !$0.contains("/") }
    guard let root = roots.first, roots.count == 1 else {
      throw ExplainerError(
        .unsupported, "is an archive of something else than torch.save", at: [path], expected: "one data.pkl",
        found: archive.files.keys.sorted().first?.cut(to: 80) ?? "an empty archive")
    }
    guard archive.files["\(root)/constants.pkl"] == nil else {
      throw ExplainerError(
        .unsupported, "holds a program with its weights", at: [path], expected: "tensors by name",
        found: "TorchScript (constants.pkl)", remedy: "Pass the checkpoint it was exported from")
    }
    return "\(root)/"
  }

  private static func checkByteOrder(_ place: Range<Int>?, _ file: MappedFile) throws(ExplainerError) {
    guard let place else { return }
    let order = String(decoding: try file.bytes(place.prefix(16)), as: UTF8.self)
    guard order != "little" else { return }
    throw ExplainerError(
      .unsupported, "its numbers are in another byte order", at: [file.path], expected: "little",
      found: order.cut(to: 16),
      remedy: "Load and save it again on a machine of this kind, in safetensors format")
  }
}
