import Diagnostics
import Files
import JSON

/// What `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json` and `config.json` say; each may be
/// missing.
struct TokenizerSettings {
  /// The content of `tokenizer_config.json`.
  let config: FieldReader
  /// The content of `special_tokens_map.json`.
  let map: FieldReader
  /// The content of `added_tokens.json`.
  let added: FieldReader
  /// The content of the model's `config.json`.
  let model: FieldReader

  /// Reads the files of `directory`.
  init(directory: String) throws(ExplainerError) {
    config = try Self.object("tokenizer_config.json", in: directory)
    map = try Self.object("special_tokens_map.json", in: directory)
    added = try Self.object("added_tokens.json", in: directory)
    model = try Self.object("config.json", in: directory)
  }

  /// The name of the file that takes the place of `tokenizer.json`: of those that `fast_tokenizer_files` lists the last,
  /// in the order of their spelling, before the first that is for a newer transformers than 5.24.0.
  func fileName() throws(ExplainerError) -> String {
    var versions: [(text: String, name: String)] = []
    for field in try config["fast_tokenizer_files"].elements() {
      guard let name = try field.string() else { throw field.mismatch("the name of a file") }
      if name.hasPrefix("tokenizer."), name.hasSuffix(".json"), name.utf8.count > 15, !name.contains("/") {
        versions.append((String(name.dropFirst(10).dropLast(5)), name))
      }
    }
    versions.sort { $0.text < $1.text }
    let known = versions.prefix { version in
      version.text.split(separator: ".").map { Int($0) ?? 0 }.lexicographicallyPrecedes([5, 24, 1])
    }
    return known.last?.name ?? "tokenizer.json"
  }

  /// The JSON object in the file `name` of `directory`; its value is missing where there is no such file.
  private static func object(_ name: String, in directory: String) throws(ExplainerError) -> FieldReader {
    let path = "\(directory)/\(name)"
    guard let bytes = try FileSystem.readIfPresent(path, limit: DocumentBounds.settings.bytes) else {
      return FieldReader(nil, path: path, address: "")
    }
    do {
      let field = FieldReader(
        try JSONValue(parsing: bytes, dialect: .python, memory: DocumentBounds.settings.memory), path: path,
        address: "")
      _ = try field.members()
      return field
    } catch let error as JSONError {
      throw error.inFile(path)
    } catch {
      throw .wrapping(error)
    }
  }
}
