public import JSON

extension GGUFParts {
  /// What the files hold, without their numbers: `{version, files, architecture, type, name, layers, context_length,
  /// vocabulary_size, tokenizer, has_chat_template, parameters, types: [{type, tensors, parameters, bytes}]}`; what they do not
  /// say is left out.
  ///
  /// Types are in the order of their bytes, most first.
  public var summary: JSONValue {
    var object: JSONObject = ["version": .integer(first.version)]
    if files.count > 1 { object["files"] = .integer(files.count) }
    let architecture = first["general.architecture"]?.string
    object["architecture"] = architecture.map { .string($0) }
    object["type"] = first["general.type"]?.string.map { .string($0) }
    object["name"] = first["general.name"]?.string.map { .string($0) }
    if let architecture {
      object["layers"] = first["\(architecture).block_count"]?.int.map { .integer($0) }
      object["context_length"] = first["\(architecture).context_length"]?.int.map { .integer($0) }
    }
    object["vocabulary_size"] = first["tokenizer.ggml.tokens"]?.strings.map { .integer($0.count) }
    let tokenizer = ["tokenizer.ggml.model", "tokenizer.ggml.pre"].compactMap { first[$0]?.string }
    if !tokenizer.isEmpty { object["tokenizer"] = .string(tokenizer.joined(separator: ", ")) }
    object["has_chat_template"] = .bool(first["tokenizer.chat_template"] != nil)
    let types = Dictionary(grouping: files.flatMap(\.entries), by: \.typeName).map { type, entries in
      (
        type: type, tensors: entries.count, parameters: entries.reduce(0) { $0 + $1.count },
        bytes: entries.reduce(0) { $0 + $1.bytes.count }
      )
    }
    object["parameters"] = .integer(types.reduce(0) { $0 + $1.parameters })
    object["types"] = .array(
      types.sorted { ($0.bytes, $1.type) > ($1.bytes, $0.type) }.map {
        [
          "type": .string($0.type), "tensors": .integer($0.tensors), "parameters": .integer($0.parameters),
          "bytes": .integer($0.bytes),
        ]
      })
    return .object(object)
  }
}
