import JSON
import Testing

@testable import Tokenization

/// Bytes that a byte-level vocabulary lacks, as tokenizers 0.23.3 has them.
struct UnknownBytesTests {
  /// They become the unknown token, neighbours one of them where they are to be fused; without such a token they are left
  /// out, and what comes behind them is taken to stand in their place.
  @Test(
    arguments: [
      (["unk_token": "<unk>", "fuse_unk": true], [263, 256, 263], [0..<2, 2..<4, 4..<6]),
      (
        ["unk_token": "<unk>", "fuse_unk": false], [263, 263, 256, 263, 263],
        [0..<1, 1..<2, 2..<4, 4..<5, 5..<6]
      ),
      (["unk_token": "<unk>"], [263, 263, 256, 263, 263], [0..<1, 1..<2, 2..<4, 4..<5, 5..<6]),
      (["fuse_unk": true], [256], [0..<2]),
    ] as [(JSONObject, [Int], [Range<Int>])])
  func unknown(_ settings: JSONObject, _ ids: [Int], _ ranges: [Range<Int>]) throws {
    var small = SmallTokenizer()
    let known = SmallTokenizer.vocabulary.filter { $0.0 != "x" && $0.0 != "y" }
    small.model["vocab"] = .object(JSONObject(known + [("<unk>", 263)]))
    for member in settings.members { small.model[member.key] = member.value }
    let encoding = try small.load().encode("xyhexx")
    #expect(encoding.ids == ids)
    #expect(encoding.byteRanges == ranges)
    // Those of two words are never one.
    let unknown = try small.load().encode("xx yx").ids.count { $0 == 263 }
    #expect(unknown == (settings["unk_token"] == nil ? 0 : settings["fuse_unk"] == true ? 2 : 4))
  }
}
