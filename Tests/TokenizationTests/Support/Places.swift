import Glibc

/// Where the files are that the tests use.
enum Places {
  /// The package's root.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    return parts.joined(separator: "/")
  }()

  /// The folder of the GPT-2 demonstration model.
  static let demo = demo("demo-gpt2")
  /// The demonstration models that are there with what their tokenizers must produce.
  static let demos = ["demo-gpt2", "demo-bert", "demo-bart"].filter {
    exists("\(demo($0))/tokenizer.json") && exists(demoExpected($0))
  }
  /// What WordPiece makes of difficult texts with several settings.
  static let wordPieceExpected = "\(root)/Tests/Fixtures/Tokenizers/wordpiece.jsonl"
  /// A small BERT model.
  static let smallBert = "\(root)/Tests/Fixtures/Models/bert"
  /// Real tokenizers with what they must produce; only in some checkouts.
  static let shared = "\(root)/../shared/tokenizers"

  /// The folder of a demonstration model.
  static func demo(_ name: String) -> String { "\(root)/Sources/DemoModels/\(name)" }
  /// What a demonstration model's tokenizer must produce.
  static func demoExpected(_ name: String) -> String { "\(root)/Tests/Fixtures/Tokenizers/\(name).jsonl" }

  /// Whether there is a file or folder at `path`.
  static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// The bytes of the file at `path`; none where it cannot be read.
  static func bytes(_ path: String) -> [UInt8] { output(path, pipe: false) }

  /// The bytes of the gzip file at `path`, unpacked.
  static func unpacked(_ path: String) -> [UInt8] { output("gzip -dc '\(path)'", pipe: true) }

  private static func output(_ name: String, pipe: Bool) -> [UInt8] {
    guard let stream = pipe ? popen(name, "r") : fopen(name, "r") else { return [] }
    defer { if pipe { pclose(stream) } else { fclose(stream) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { bytes += chunk[..<count] }
    return bytes
  }
}
