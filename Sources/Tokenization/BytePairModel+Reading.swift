import Diagnostics

extension BytePairModel {
  /// The model with the settings `fields`; without them as the families' constructors make it, which look at none.
  init(_ fields: FieldReader?, pieces: PieceTable, merges: MergeTable) throws(ExplainerError) {
    self.init(
      pieces: pieces, merges: merges, unknownID: try fields?["unk_token"].pieceID(in: pieces),
      fusesUnknown: try fields?["fuse_unk"].bool(default: false) ?? false,
      ignoresMerges: try fields?["ignore_merges"].bool(default: false) ?? false)
  }
}
