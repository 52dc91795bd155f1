public import JSON

extension CheckpointWeights {
  /// How the weights are stored: `{types: [{type, tensors, parameters, bytes}], held_bytes}`, types in the order of their bytes,
  /// most first, with the bytes of all parts of quantised weights; `held_bytes` is what of it is laid out anew in memory.
  public var types: JSONValue {
    var groups: [String: (tensors: Int, parameters: Int, bytes: Int)] = [:]
    var held = 0
    for name in storedNames {
      guard let (file, entry) = stored(name) else { continue }
      let size = file.storedBytes(of: entry)
      let group = groups[entry.typeName, default: (0, 0, 0)]
      groups[entry.typeName] = (group.tensors + 1, group.parameters + entry.count, group.bytes + size.all)
      held += size.held
    }
    return [
      "types": .array(
        groups.sorted { ($0.value.bytes, $1.key) > ($1.value.bytes, $0.key) }.map { type, group in
          [
            "type": .string(type), "tensors": .integer(group.tensors),
            "parameters": .integer(group.parameters), "bytes": .integer(group.bytes),
          ]
        }), "held_bytes": .integer(held),
    ]
  }
}
