import CDigest

/// SHA-256 (FIPS 180-4), for the pins of the registry.
///
/// Written here because the library that has it (swift-crypto) adds over a minute to every build and megabytes to a
/// program whose start-up is its promise; checked against the standard's examples and, block by block, a portable form.
enum SHA256 {
  /// The digest of `bytes` in hexadecimal.
  ///
  /// - Complexity: O(n); 4 MB take 3 ms where the processor has the instructions, 17 ms where not.
  static func hexadecimal(of bytes: [UInt8]) -> String {
    var state: [UInt32] = [
      0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    let blocks = bytes.count / 64
    sha256_absorb(&state, bytes, blocks)
    var tail = Array(bytes[(blocks * 64)...]) + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(bytes.count) * 8
    tail.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
    sha256_absorb(&state, tail, tail.count / 64)
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
