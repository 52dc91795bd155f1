import Diagnostics
import JSON

extension TokenizerModel {
  /// The kinds of models.
  enum Kind: String, Hashable {
    /// Byte-pair encoding.
    case bytePair = "BPE"
    /// WordPiece.
    case wordPiece = "WordPiece"
    /// A vocabulary of words.
    case wordLevel = "WordLevel"
    /// Unigram.
    case unigram = "Unigram"

    /// The kind that `model.type` of `file` names; files of the first years do not name it.
    init(_ file: TokenizerFile) throws(ExplainerError) {
      let field = FieldReader(file.modelFields["type"], path: file.path, address: "model.type")
      guard let name = try field.string() else {
        self = file.scores != nil ? .unigram : file.merges == nil ? .wordPiece : .bytePair
        return
      }
      guard let kind = Kind(rawValue: name) else {
        throw field.unsupported(
          "this kind of tokenizer is not supported", expected: "BPE, WordPiece, WordLevel or Unigram")
      }
      self = kind
    }

    /// Throws where `file` lacks a list.
    func check(_ file: TokenizerFile) throws(ExplainerError) {
      guard file.pieces != nil, (file.scores != nil) == (self == .unigram) else {
        throw ExplainerError(
          .badData, "there is no vocabulary", at: [file.path, "model.vocab"],
          expected: self == .unigram ? "an array of pieces and scores" : "an object of pieces and ids")
      }
      guard self != .bytePair || file.merges != nil else {
        throw ExplainerError(
          .badData, "there are no merges", at: [file.path, "model.merges"], expected: "an array")
      }
    }
  }
}
