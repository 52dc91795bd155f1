/// SentencePiece's spelling of single bytes: `<0x41>`.
enum ByteFallback {
  /// The spelling of `byte`.
  static func spelling(of byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 0xF)], UInt8(ascii: ">")]
  }

  /// The byte that `piece` spells; nil for one that spells none.
  ///
  /// Source: huggingface/tokenizers `decoders/byte_fallback.rs`, which takes digits in either case, and a sign before one.
  static func byte(spelledBy piece: ArraySlice<UInt8>) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece.last == UInt8(ascii: ">") else {
      return nil
    }
    return UInt8(String(decoding: piece.dropFirst(3).dropLast(), as: UTF8.self), radix: 16)
  }
}
