/// What a tokenizer makes of a text: one entry a token in each of its arrays.
///
/// Offsets count from the start of the text (of its own text, in a pair). Tokens that stand for no text, such
/// as a beginning-of-text mark that was added, have empty ranges at 0.
public struct Encoding: Sendable, Hashable {
  /// The ids, as the model takes them.
  public var ids: [Int] = []
  /// The vocabulary's own spelling of each token, `Ġcity` or `##ing`; for an added token found in the text, what was
  /// found, with the white space it took (` <mask>`).
  public var pieces: [String] = []
  /// The bytes of the UTF-8 text each token covers, exactly.
  ///
  /// Of a byte-level encoding consecutive ranges tile the text, and where a character is split over tokens each
  /// has its own bytes of it. WordPiece leaves out white space and what its normaliser takes away; ranges are
  /// of whole characters, in order, and tokens that share a character have all of it.
  public var byteRanges: [Range<Int>] = []
  /// The bytes of the UTF-8 text as Hugging Face reports them: widened to whole characters, and without the
  /// white space around a word where the tokenizer trims it.
  public var byteOffsets: [Range<Int>] = []
  /// The same as `byteOffsets`, counted in Unicode scalars.
  public var characterOffsets: [Range<Int>] = []
  /// Whether the tokenizer added the token around the text; false for special tokens written in the text
  /// itself.
  public var specialMask: [Bool] = []
  /// The segment (token type) each token belongs to: 0, or 1 for the second text of a pair where the model
  /// tells them apart.
  public var segmentIDs: [Int] = []
  /// The text each token comes from: 0, 1 for the second of a pair, nil for added tokens.
  public var sequenceIDs: [Int?] = []

  /// No tokens.
  public init() {}

  /// The number of tokens.
  public var count: Int { ids.count }
  /// Whether there are no tokens.
  public var isEmpty: Bool { ids.isEmpty }
}

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
