import Testing

@testable import Tokenization

/// Leaving out the ends of texts that would make too many tokens.
struct TruncationTests {
  /// Of a pair the longer text is cut first, then both to a half, of which the longer text has the odd token.
  @Test(
    arguments: [
      ([5], 9, [5]), ([5], 3, [3]), ([5], 0, [0]), ([4, 5], 9, [4, 5]), ([4, 5], 8, [4, 4]),
      ([2, 10], 7, [2, 5]), ([10, 2], 7, [5, 2]), ([10, 8], 7, [4, 3]), ([8, 10], 7, [3, 4]),
      ([8, 8], 7, [3, 4]), ([3, 9], 1, [0, 1]), ([3, 9], 0, [0, 0]), ([0, 9], 4, [0, 4]),
    ] as [([Int], Int, [Int])])
  func lengths(of lengths: [Int], limit: Int, expected: [Int]) {
    #expect(Encoding.lengths(of: lengths, within: limit) == expected)
  }

  /// The tokens around the text count and stay; a limit below them leaves only them.
  @Test func keepsSpecialTokens() throws {
    let tokenizer = try SmallWordPiece().load()
    let whole = tokenizer.encode("the cats ok")
    #expect(whole.ids == [2, 10, 11, 12, 17, 3])
    #expect(tokenizer.encode("the cats ok", limit: 6) == whole)
    let cut = tokenizer.encode("the cats ok", limit: 4)
    #expect(cut.ids == [2, 10, 11, 3] && cut.byteRanges == [0..<0, 0..<3, 4..<7, 0..<0])
    #expect(cut.specialMask == [true, false, false, true])
    #expect(tokenizer.encode("the cats ok", limit: 1).ids == [2, 3])
    #expect(tokenizer.encode("the cats ok", addSpecialTokens: false, limit: 1).ids == [10])
    let pair = tokenizer.encode("the cats ok", and: "a", limit: 5)
    #expect(pair.ids == [2, 10, 3, 9, 3] && pair.segmentIDs == [0, 0, 0, 1, 1])
    #expect(tokenizer.encode("the cats ok", limit: -5).ids == [2, 3])
  }
}
