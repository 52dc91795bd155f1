import Diagnostics
import JSON

extension TokenizerModel {
  /// The kinds of models, which decide what else of a `tokenizer.json` goes with them.
  enum Kind: Hashable {
    /// Byte-level byte-pair encoding.
    case bytePair
    /// Byte-pair encoding of characters that falls back to bytes.
    case characterPair
    /// WordPiece.
    case wordPiece

    /// The kind that `model.type` of `file` names; files of the first years do not name byte-pair encoding.
    init(_ file: TokenizerFile) throws(ExplainerError) {
      let field = FieldReader(file.modelFields["type"], path: file.path, address: "model.type")
      switch try field.string() {
      case nil, "BPE": self = try Self.fallsBack(file) ? .characterPair : .bytePair
      case "WordPiece": self = .wordPiece
      default:
        throw field.unsupported("this kind of tokenizer is not supported", expected: "BPE or WordPiece")
      }
    }

    /// Whether characters that are no pieces are spelled by bytes.
    private static func fallsBack(_ file: TokenizerFile) throws(ExplainerError) -> Bool {
      let field = FieldReader(
        file.modelFields["byte_fallback"], path: file.path, address: "model.byte_fallback")
      guard try field.bool(default: false) else { return false }
      let cut = FieldReader(file.sections["pre_tokenizer"], path: file.path, address: "pre_tokenizer")
      for part in try cut.components("pretokenizers") where try part["type"].string() == "ByteLevel" {
        throw field.unsupported("falling back to bytes behind ByteLevel is not supported", expected: "false")
      }
      return true
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
      guard self != .wordPiece else { return }
      for key in ["continuing_subword_prefix", "end_of_word_suffix"]
      where try model[key].string() ?? "" != "" {
        throw model[key].unsupported("a mark on the pieces of a word is not supported", expected: "none")
      }
      if let dropout = model["dropout"].value, dropout.double != 0 {
        throw model["dropout"].unsupported(
          "leaving out merges at random is not supported", expected: "none")
      }
    }
  }
}
