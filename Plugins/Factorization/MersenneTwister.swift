/// The generator MT19937 of Matsumoto & Nishimura 1998, seeded with one word as in their 2002 version.
struct MersenneTwister {
  private static let count = 624
  private static let distance = 397
  private var state: [UInt32]
  private var position = MersenneTwister.count

  init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.count)
    for index in 1..<Self.count {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
  }

  /// The next 32 bits.
  mutating func next() -> UInt32 {
    if position == Self.count { renew() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func renew() {
    for index in 0..<Self.count {
      let following = state[index + 1 < Self.count ? index + 1 : 0]
      let joined = state[index] & 0x8000_0000 | following & 0x7FFF_FFFF
      let far =
        index + Self.distance < Self.count ? index + Self.distance : index + Self.distance - Self.count
      state[index] = state[far] ^ joined >> 1 ^ (joined & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    position = 0
  }
}
