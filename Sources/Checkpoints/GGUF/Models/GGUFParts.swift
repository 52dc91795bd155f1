public import Diagnostics
import Files

/// The files of one model: a GGUF file by itself, or all those it was split into, whichever of them is named.
///
/// Format: `split.no`, `split.count` and `split.tensors.count` of llama.cpp's `llama-gguf-split`, which ends names with
/// `-00001-of-00003.gguf`; the first file says everything else.
public struct GGUFParts: Sendable {
  /// The files, in order; one at least.
  public let files: [GGUFFile]

  /// The file that says what model it is.
  public var first: GGUFFile { files[0] }

  /// Opens a file, and those beside it that are the rest of its model.
  ///
  /// - Throws: as `GGUFFile(path:)`; `notFound` naming the first part that is missing, `badData` for parts of different
  ///   models.
  public init(path: String) throws(ExplainerError) {
    let file = try GGUFFile(path: path)
    let count = file["split.count"]?.int ?? 1
    guard count > 1 else {
      files = [file]
      return
    }
    let ending = Self.ending(1, count)
    guard count < 100_000, let number = file["split.no"]?.int, (0..<count).contains(number),
      path.hasSuffix(Self.ending(number + 1, count))
    else {
      throw ExplainerError(
        .badData,
        "is one of the files a model was split into, and its name does not say where the others are",
        at: [path], expected: "a name that ends with \(ending), of part \((file["split.no"]?.int ?? 0) + 1)",
        remedy: "Give the files the names they were made with")
    }
    let stem = path.dropLast(ending.count)
    var files: [GGUFFile] = []
    for part in 0..<count {
      files.append(
        try part == number ? file : Self.part(part, of: count, "\(stem)\(Self.ending(part + 1, count))"))
    }
    let tensors = files.reduce(0) { $0 + $1.entries.count }
    if let expected = files[0]["split.tensors.count"]?.int, expected != tensors {
      throw ExplainerError(
        .badData, "the files a model was split into do not belong together", at: [files[0].path],
        expected: "\(expected) tensors in all", found: "\(tensors)",
        remedy: "Download them again, all of one model")
    }
    self.files = files
  }

  private static func part(_ number: Int, of count: Int, _ path: String) throws(ExplainerError) -> GGUFFile {
    guard FileSystem.isFile(path) else {
      throw ExplainerError(
        .notFound, "part \(number + 1) of the \(count) files a model was split into is missing", at: [path],
        remedy: "Download it, or move it beside the others")
    }
    let file = try GGUFFile(path: path)
    guard file["split.no"]?.int == number, file["split.count"]?.int == count else {
      let found = file["split.no"]?.int.map { "part \($0 + 1) of \(file["split.count"]?.int ?? 0)" }
      throw ExplainerError(
        .badData, "is another part of a model than its name says", at: [path],
        expected: "part \(number + 1) of \(count)", found: found ?? "no part", remedy: "Download it again")
    }
    return file
  }

  /// The files beside one whose name says that it is a part, and that file, in order; it alone where its name does not say so.
  ///
  /// Nothing is opened: what is missing, or is another file than its name says, only opening tells.
  public static func paths(of path: String) -> [String] {
    let end = ending(1, 2).count
    let name = path.suffix(end)
    guard let number = Int(name.dropFirst().prefix(5)), let count = Int(name.dropLast(5).suffix(5)),
      count > 1,
      count < 100_000, (1...count).contains(number), name == ending(number, count)
    else { return [path] }
    let files = (1...count).map { path.dropLast(end) + ending($0, count) }.filter(FileSystem.isFile)
    return files.contains(path) ? files : [path]
  }

  /// How the name of a part ends, from 1.
  private static func ending(_ number: Int, _ count: Int) -> String {
    func digits(_ number: Int) -> String {
      String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
    }
    return "-\(digits(number))-of-\(digits(count)).gguf"
  }
}
