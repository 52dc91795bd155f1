/// The scripts of scalars, by numbers of no meaning: 0 is that of a space, which goes with any other.
///
/// Source: huggingface/tokenizers `pre_tokenizers/unicode_scripts`, where Hiragana and Katakana are Han.
enum Script {
  /// The number of the script of `scalar`.
  static func of(_ scalar: UInt32) -> UInt8 {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] >> 8 <= scalar { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? UInt8(truncatingIfNeeded: starts[low - 1]) : 0
  }

  /// Calls `body` with the parts of `range` of `text` that are of one script each; spaces before the first are left out.
  static func cut(_ text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start: Int?
    var latest: UInt8 = 0
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = TextScalar(in: text, at: offset, to: range.upperBound)
      let script = of(scalar.value)
      if script != 0, script != latest {
        if let start { body(start..<offset) }
        start = offset
      }
      if script != 0 { latest = script }
      offset += scalar.length
    }
    if let start { body(start..<range.upperBound) }
  }
}
