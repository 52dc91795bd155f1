import Tensors

/// Of which layers a page carries queries and keys: those nearest to the layer shown first, as far as there is room.
package struct CarriedVectors: Sendable, Hashable {
  /// Bytes of queries and keys in all: those of BERT-base over its longest text, 512 tokens.
  package static let byteLimit = 18 << 20

  /// For each block of all ways of reading, in order, which of its layers' vectors are carried.
  let layers: [[Bool]]
  /// What is left out, in a sentence; empty where nothing is.
  let words: String

  /// The layers that fit into `byteLimit` bytes, at least the first: of the block shown first, then of the others.
  init(_ reading: AttentionReading, byteLimit: Int) {
    let blocks = reading.variants.flatMap(\.blocks)
    let (kind, shown) = (reading.chosenBlock.source.kind, reading.selection.layer)
    var layers = blocks.map { $0.layers.map { _ in false } }
    let slots = blocks.indices.flatMap { block in layers[block].indices.map { (block: block, layer: $0) } }
    func order(_ slot: (block: Int, layer: Int)) -> (Int, Int, Int, Int) {
      let number = blocks[slot.block].layers[slot.layer]
      return (blocks[slot.block].source.kind == kind ? 0 : 1, abs(number - shown), number, slot.block)
    }
    var left = byteLimit
    for slot in slots.sorted(by: { order($0) < order($1) }) {
      guard let vectors = blocks[slot.block].vectors else { continue }
      left -= 2 * (vectors.queries[slot.layer].count + vectors.keys[slot.layer].count)
      left -= 2 * (vectors.added?[slot.layer].count ?? 0)
      guard left >= 0 || !layers.contains(where: { $0.contains(true) }) else { break }
      layers[slot.block][slot.layer] = true
    }
    self.layers = layers
    words = Self.words(blocks, layers)
  }

  private static func words(_ blocks: [AttentionBlock], _ layers: [[Bool]]) -> String {
    let parts = zip(blocks, layers).compactMap { block, carried -> String? in
      guard block.vectors != nil, carried.contains(false) else { return nil }
      let numbers = zip(block.layers, carried).filter(\.1).map { "\($0.0)" }
      let list = numbers.joined(separator: ", ")
      let which = numbers.isEmpty ? "none" : "layer\(numbers.count == 1 ? "" : "s") \(list)"
      return blocks.count == 1 ? which : "\(block.source.label): \(which)"
    }
    if parts.isEmpty { return "" }
    return "Of so many tokens it carries queries and keys of some layers only, nearest to that shown first "
      + "(--layer, --attention): \(parts.joined(separator: "; ")). Weights are there of all."
  }
}
