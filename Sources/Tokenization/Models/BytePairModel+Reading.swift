import Diagnostics
import JSON

extension BytePairModel {
  /// The model with the settings `fields` of a `tokenizer.json`; of the bytes of a word where `mergesBytes`, if the
  /// vocabulary has them all.
  init(
    _ fields: FieldReader, pieces: PieceTable, merges: MergeTable, mergesBytes: Bool
  ) throws(ExplainerError) {
    if let dropout = fields["dropout"].value, dropout.double != 0 {
      throw fields["dropout"].unsupported("leaving out merges at random is not supported", expected: "none")
    }
    prefix = Array((try fields["continuing_subword_prefix"].string() ?? "").utf8)
    suffix = Array((try fields["end_of_word_suffix"].string() ?? "").utf8)
    let fallsBack = try fields["byte_fallback"].bool(default: false)
    if mergesBytes, prefix.isEmpty, suffix.isEmpty, let ids = Self.spelledBytes(pieces) {
      alphabet = .bytes
      byteIDs = ids
    } else {
      alphabet = .characters
      byteIDs = (0...255).map { (byte: UInt8) -> UInt32 in
        (fallsBack ? pieces.id(of: ByteFallback.spelling(of: byte)) : nil).map { UInt32($0) } ?? Self.noID
      }
    }
    self.merges = merges
    unknownID = try fields["unk_token"].pieceID(in: pieces).map { UInt32($0) }
    fusesUnknown = try fields["fuse_unk"].bool(default: false)
    ignoresMerges = try fields["ignore_merges"].bool(default: false)
  }
}
