import Checkpoints

extension StoredNames {
  /// Says which weights of the checkpoint nobody uses: those of layers beyond the configuration's, say.
  ///
  /// - Parameters:
  ///   - used: the names in the checkpoint that are used.
  ///   - otherHeads: the first words of the names of other tasks' heads, which are no surprise.
  mutating func warnOfUnused(used: Set<String>, otherHeads: [String]) {
    var groups: [(name: String, count: Int)] = []
    var indices: [String: Int] = [:]
    for stored in weights.names where !used.contains(stored) && !tiedNames.contains(stored) {
      let words = stored.split(separator: ".", omittingEmptySubsequences: false)
      guard !isExpected(stored, otherHeads) else { continue }
      // The weights of one layer are one thing to say.
      let number = words.firstIndex { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
      let name = number.map { words[...$0].joined(separator: ".") + ".*" } ?? stored
      if let index = indices[name] {
        groups[index].count += 1
      } else {
        indices[name] = groups.count
        groups.append((name, 1))
      }
    }
    guard !groups.isEmpty else { return }
    let count = groups.reduce(0) { $0 + $1.count }
    var list = groups.prefix(3).map {
      "\(Self.short($0.name))\($0.count > 1 ? " (\($0.count) tensors)" : "")"
    }
    .joined(separator: ", ")
    if groups.count > 3 { list += " and \(groups.count - 3) more such groups" }
    warnings.append(
      "the model that config.json describes does not use \(count == 1 ? "a tensor" : "\(count) tensors") "
        + "of the checkpoint: \(list)")
  }

  /// Whether a tensor is one that checkpoints have and no model needs: a buffer, or the head of another task.
  func isExpected(_ stored: String, _ otherHeads: [String]) -> Bool {
    let buffers = [
      "attn.bias", "attn.masked_bias", "crossattention.bias", "crossattention.masked_bias", "position_ids",
      "token_type_ids", "encoder.version", "decoder.version", "rotary_emb.inv_freq",
    ]
    if buffers.contains(where: { stored == $0 || stored.hasSuffix(".\($0)") }) { return true }
    return (outer + prefixes).contains { before in
      guard stored.hasPrefix(before) else { return false }
      let name = stored.dropFirst(before.count)
      return otherHeads.contains { name.hasPrefix("\($0).") }
    }
  }
}
