/// The pieces of a vocabulary by their beginnings: finds all that begin at an offset of a text.
///
/// One hash table keyed by a node and a byte, so that building it needs no order and no memory but its own.
struct PieceTrie: Sendable {
  /// More nodes than this are refused.
  static let maximumCount = 1 << 24 - 1

  /// Open addressing with linear probing: 24 bits of the node, 8 of the byte, 32 of the node that follows; 0 where free.
  private var slots: [UInt64]
  /// By node: the piece that ends there, or -1.
  private var ids: [Int32] = [-1]

  /// The trie of `pieces`; nil where it would be too large.
  init?(_ pieces: PieceTable) {
    slots = [UInt64](repeating: 0, count: 1 << 10)
    for id in 0..<pieces.idLimit {
      guard let range = pieces.range(of: id) else { continue }
      var node: UInt32 = 0
      for byte in pieces.arena[range] {
        guard let next = insert(node, byte) else { return nil }
        node = next
      }
      ids[Int(node)] = Int32(truncatingIfNeeded: id)
    }
  }

  /// Calls `body` with the end and the id of each piece that begins at `start` of `text[..<end]`, the shortest first.
  @inline(__always)
  func forEachPiece(in text: [UInt8], from start: Int, to end: Int, _ body: (Int, Int32) -> Void) {
    var node: UInt32 = 0
    var offset = start
    while offset < end {
      node = next(node, text[offset])
      guard node != 0 else { return }
      offset &+= 1
      let id = ids[Int(node)]
      if id >= 0 { body(offset, id) }
    }
  }

  /// The node behind `node` for `byte`; 0 for none.
  @inline(__always)
  private func next(_ node: UInt32, _ byte: UInt8) -> UInt32 {
    let key = node << 8 | UInt32(byte)
    var slot = Self.hash(key) & (slots.count &- 1)
    while slots[slot] != 0 {
      if UInt32(truncatingIfNeeded: slots[slot] >> 32) == key {
        return UInt32(truncatingIfNeeded: slots[slot])
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return 0
  }

  @inline(__always)
  private static func hash(_ key: UInt32) -> Int {
    let product = UInt64(key) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32)
  }

  private mutating func insert(_ node: UInt32, _ byte: UInt8) -> UInt32? {
    if case let found = next(node, byte), found != 0 { return found }
    guard ids.count < Self.maximumCount else { return nil }
    if ids.count * 2 > slots.count { grow() }
    let new = UInt32(ids.count)
    ids.append(-1)
    place(UInt64(node << 8 | UInt32(byte)) << 32 | UInt64(new))
    return new
  }

  private mutating func place(_ entry: UInt64) {
    var slot = Self.hash(UInt32(entry >> 32)) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entry
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 { place(entry) }
  }
}
