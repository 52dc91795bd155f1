/// Random texts that are the same in every run: SplitMix64 and an alphabet that provokes tokenizers.
struct RandomText {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next random number below `limit`.
  mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(limit))
  }

  /// A text of up to `limit` scalars: letters, digits, quotes, white space of all kinds, and any scalar at
  /// all.
  mutating func text(upTo limit: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<number(below: limit) {
      switch number(below: 8) {
      case 0, 1: scalars.append(Unicode.Scalar(UInt8(97 + number(below: 26))))
      case 2:
        scalars.append([" ", " ", " ", "\n", "\t", "\r", "\u{A0}", "\u{3000}", "\u{2028}"][number(below: 9)])
      case 3: scalars.append(["'", "s", "'", "t", "r", "e", "l", "l", "d", "m", "v"][number(below: 11)])
      case 4: scalars.append(Unicode.Scalar(UInt8(number(below: 128))))
      case 5: if let scalar = Unicode.Scalar(UInt32(number(below: 0x800))) { scalars.append(scalar) }
      case 6: if let scalar = Unicode.Scalar(UInt32(number(below: 0x10000))) { scalars.append(scalar) }
      default: if let scalar = Unicode.Scalar(UInt32(number(below: 0x11_0000))) { scalars.append(scalar) }
      }
    }
    return String(scalars)
  }
}
