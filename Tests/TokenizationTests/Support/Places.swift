import Glibc

/// Where the files are that the tests use.
enum Places {
  /// The package's root.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    return parts.joined(separator: "/")
  }()

  /// The demonstration model's tokenizer.
  static let demo = "\(root)/Sources/DemoModels/demo-gpt2"
  /// What the demonstration model's tokenizer must produce.
  static let demoExpected = "\(root)/Tests/Fixtures/Tokenizers/demo-gpt2.jsonl"
  /// Real tokenizers with what they must produce; only in some checkouts.
  static let shared = "\(root)/../shared/tokenizers"
  /// The classes of all Unicode scalars; only in some checkouts.
  static let sharedClasses = "\(root)/../shared/unicode/gpt2_regex_classes.json"

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
