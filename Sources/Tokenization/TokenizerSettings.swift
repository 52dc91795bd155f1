import Diagnostics
import Files
import JSON

/// What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say; each may be missing.
struct TokenizerSettings {
  /// The content of `tokenizer_config.json`.
  let config: FieldReader
  /// The content of `special_tokens_map.json`.
  let map: FieldReader
  /// The content of `added_tokens.json`.
  let added: FieldReader

  /// Reads the files of `directory`.
  init(directory: String) throws(ExplainerError) {
    config = try Self.object("tokenizer_config.json", in: directory)
    map = try Self.object("special_tokens_map.json", in: directory)
    added = try Self.object("added_tokens.json", in: directory)
  }

  /// The entry for the special token `role`; its value is missing where the files do not name one.
  func entry(_ role: SpecialTokenRole) -> FieldReader {
    let field = config[role.rawValue]
    return field.value == nil ? map[role.rawValue] : field
  }

  /// The text of the special token `role`.
  func content(_ role: SpecialTokenRole) throws(ExplainerError) -> String? {
    try Self.content(of: entry(role))
  }

  /// The text of the special tokens that have a role.
  func roles() throws(ExplainerError) -> [SpecialTokenRole: String] {
    var names: [SpecialTokenRole: String] = [:]
    for role in SpecialTokenRole.allCases { names[role] = try content(role) }
    return names
  }

  /// The text of an entry that is either a string or an object with a `content`.
  static func content(of field: FieldReader) throws(ExplainerError) -> String? {
    if case .object? = field.value { return try field["content"].string() }
    return try field.string()
  }

  /// The JSON object in the file `name` of `directory`; its value is missing where there is no such file.
  static func object(_ name: String, in directory: String) throws(ExplainerError) -> FieldReader {
    let path = "\(directory)/\(name)"
    guard let bytes = try FileSystem.readIfPresent(path, limit: Tokenizer.fileSizeLimit) else {
      return FieldReader(nil, path: path, address: "")
    }
    do {
      let field = FieldReader(
        try JSONValue(parsing: bytes, dialect: .python), path: path, address: "")
      _ = try field.members()
      return field
    } catch let error as JSONError {
      throw error.inFile(path)
    } catch {
      throw .wrapping(error)
    }
  }
}
