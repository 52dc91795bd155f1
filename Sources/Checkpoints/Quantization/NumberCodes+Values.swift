import Tensors

extension NumberCodes {
  /// Floats of 4 bits, 2 of them exponent (OCP E2M1).
  static let e2m1: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6]

  /// Floats of 8 bits, 4 of them exponent, without infinities (OCP E4M3).
  static let e4m3 = (0..<256).map { code in code & 0x7F == 0x7F ? Float.nan : float(code, mantissaBits: 3) }

  /// Floats of 8 bits, 5 of them exponent (OCP E5M2).
  static let e5m2 = (0..<256).map { code in
    let (sign, magnitude): (Float, Int) = (code < 128 ? 1 : -1, code & 0x7F)
    return magnitude < 0x7C
      ? float(code, mantissaBits: 2) : magnitude == 0x7C ? sign * Float.infinity : Float.nan
  }

  /// Whole numbers from 0.
  static func unsigned(bits: Int) -> [Float] { (0..<1 << bits).map(Float.init) }

  /// Whole numbers in two's complement, of 8 bits.
  static let signedBytes = (0..<256).map { Float($0 < 128 ? $0 : $0 - 256) }

  /// Whole numbers around 0, of which half of all codes are negative: code − 2^(bits − 1).
  static func centred(bits: Int) -> [Float] { (0..<1 << bits).map { Float($0 - 1 << (bits - 1)) } }

  /// What the bits of a small float mean, where it is finite.
  private static func float(_ code: Int, mantissaBits: Int) -> Float {
    let exponentBits = 7 - mantissaBits
    let mantissa = code & (1 << mantissaBits - 1)
    let exponent = code >> mantissaBits & (1 << exponentBits - 1)
    let (steps, power) = exponent == 0 ? (mantissa, 1) : (mantissa + 1 << mantissaBits, exponent)
    let magnitude = Float(
      sign: .plus, exponent: power - (1 << (exponentBits - 1) - 1) - mantissaBits, significand: Float(steps))
    return code < 128 ? magnitude : -magnitude
  }
}
