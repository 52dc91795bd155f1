/// The merges of a byte-pair encoding: which two neighbouring tokens become which one, and in what order of
/// priority.
///
/// One hash table keyed by both ids; a look-up touches one cache line.
struct MergeTable: Sendable {
  /// The rank of a pair that is not merged: behind all others.
  static let none = UInt32.max
  /// More merges than this are refused.
  static let maximumCount = 1 << 20 - 1

  /// By rank: the id of the token a merge makes.
  private(set) var results: [UInt32] = []
  /// Open addressing with linear probing: 22 bits of the left id, 22 of the right, 20 of rank + 1; 0 where
  /// free.
  private var slots: [UInt64]
  private var used = 0
  /// The number of pairs at which `slots` grows.
  private var limit: Int

  private static let rankBits: UInt64 = 20
  private static let idBits: UInt64 = 22
  private static let rankMask: UInt64 = 1 << rankBits - 1

  /// An empty table with room for about `capacity` merges.
  init(capacity: Int = 0) {
    var size = 64
    while size * 4 < capacity * 5 { size *= 2 }
    limit = size / 5 * 4
    slots = [UInt64](repeating: 0, count: size)
    results.reserveCapacity(capacity)
  }

  /// The number of merges, counting those that a later one of the same pair replaces.
  var count: Int { results.count }

  /// The rank of the merge of `left` and `right`, or `none`.
  @inline(__always)
  func rank(_ left: UInt32, _ right: UInt32) -> UInt32 {
    let key = UInt64(left) << Self.idBits | UInt64(right)
    var slot = Int(truncatingIfNeeded: PackedBytes.mix(key)) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> Self.rankBits == key {
        return UInt32(truncatingIfNeeded: slots[slot] & Self.rankMask) &- 1
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return Self.none
  }

  /// Adds the next merge and gives true, or false where the table is full.
  ///
  /// A pair that is there already gets the new rank, as with Hugging Face.
  mutating func append(_ left: Int, _ right: Int, result: Int) -> Bool {
    guard count < Self.maximumCount else { return false }
    if used >= limit { grow() }
    let key = UInt64(truncatingIfNeeded: left) << Self.idBits | UInt64(truncatingIfNeeded: right)
    results.append(UInt32(truncatingIfNeeded: result))
    let slot = slot(of: key)
    if slots[slot] == 0 { used += 1 }
    slots[slot] = key << Self.rankBits | UInt64(truncatingIfNeeded: results.count)
    return true
  }

  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: PackedBytes.mix(key)) & (slots.count - 1)
    while slots[slot] != 0 && slots[slot] >> Self.rankBits != key { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    limit = slots.count / 5 * 4
    for entry in old where entry != 0 { slots[slot(of: entry >> Self.rankBits)] = entry }
  }
}
