import Diagnostics
import JSON

extension TokenizerModel {
  /// The kinds of models, which decide what else of a `tokenizer.json` goes with them.
  enum Kind: Hashable {
    /// Byte-level byte-pair encoding.
    case bytePair
    /// WordPiece.
    case wordPiece

    /// The kind that `model.type` of `file` names; files of the first years do not name byte-pair encoding.
    init(_ file: TokenizerFile) throws(ExplainerError) {
      let field = FieldReader(file.modelFields["type"], path: file.path, address: "model.type")
      switch try field.string() {
      case nil, "BPE": self = .bytePair
      case "WordPiece": self = .wordPiece
      default:
        throw field.unsupported("this kind of tokenizer is not supported", expected: "BPE or WordPiece")
      }
    }

    /// Throws where `file` lacks a list.
    func check(_ file: TokenizerFile) throws(ExplainerError) {
      guard file.pieces != nil else {
        throw ExplainerError(
          .badData, "there is no vocabulary", at: [file.path, "model.vocab"],
          expected: "an object of pieces and ids")
      }
      guard self == .wordPiece || file.merges != nil else {
        throw ExplainerError(
          .badData, "there are no merges", at: [file.path, "model.merges"], expected: "an array")
      }
    }

    /// Throws where the model has settings this program does not know.
    func check(_ model: FieldReader) throws(ExplainerError) {
      guard self == .bytePair else { return }
      for key in ["continuing_subword_prefix", "end_of_word_suffix"]
      where try model[key].string() ?? "" != "" {
        throw model[key].unsupported("a mark on the pieces of a word is not supported", expected: "none")
      }
      if try model["byte_fallback"].bool(default: false) {
        throw model["byte_fallback"].unsupported(
          "falling back to bytes is not supported", expected: "false")
      }
      if let dropout = model["dropout"].value, dropout.double != 0 {
        throw model["dropout"].unsupported(
          "leaving out merges at random is not supported", expected: "none")
      }
    }
  }
}
