extension Encoding {
  /// How many tokens of texts with `lengths`, one or two, may stay so that there are at most `limit` of them.
  ///
  /// Of two the longer is cut first; if that is not enough both get half, the longer one more where `limit` is
  /// odd. Source: `longest_first` of `truncate_encodings` in huggingface/tokenizers `utils/truncation.rs`.
  static func lengths(of lengths: [Int], within limit: Int) -> [Int] {
    guard lengths.count == 2 else { return lengths.map { min($0, limit) } }
    guard lengths[0] + lengths[1] > limit else { return lengths }
    var short = min(lengths[0], lengths[1])
    var long = short > limit ? short : max(short, limit - short)
    if short + long > limit {
      short = limit / 2
      long = short + limit % 2
    }
    return lengths[0] > lengths[1] ? [long, short] : [short, long]
  }

  /// Leaves out all tokens but the first `length`.
  mutating func truncate(to length: Int) {
    guard length < count else { return }
    ids.removeSubrange(length...)
    pieces.removeSubrange(length...)
    byteRanges.removeSubrange(length...)
    byteOffsets.removeSubrange(length...)
    characterOffsets.removeSubrange(length...)
    // Those that only the post-processor fills are empty before it.
    specialMask = Array(specialMask.prefix(length))
    segmentIDs = Array(segmentIDs.prefix(length))
    sequenceIDs = Array(sequenceIDs.prefix(length))
  }
}
