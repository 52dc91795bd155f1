import Diagnostics
import JSON

extension SubwordModel {
  /// The kinds of models, which decide what else of a `tokenizer.json` goes with them.
  enum Kind: Hashable {
    /// Byte-level byte-pair encoding.
    case bytePair
    /// WordPiece.
    case wordPiece

    /// The kind that `model.type` names; files of the first years do not name byte-pair encoding.
    init(_ field: FieldReader) throws(ExplainerError) {
      switch try field.string() {
      case nil, "BPE": self = .bytePair
      case "WordPiece": self = .wordPiece
      default:
        throw field.unsupported("this kind of tokenizer is not supported", expected: "BPE or WordPiece")
      }
    }

    /// Throws where `file` lacks a list or its model has settings this program does not know.
    func check(_ model: FieldReader, _ file: TokenizerFile) throws(ExplainerError) {
      guard file.pieces != nil else {
        throw ExplainerError(
          .badData, "there is no vocabulary", at: [file.path, "model.vocab"],
          expected: "an object of pieces and ids")
      }
      guard self == .bytePair else { return }
      guard file.merges != nil else {
        throw ExplainerError(
          .badData, "there are no merges", at: [file.path, "model.merges"], expected: "an array")
      }
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

    /// The texts of special tokens: `names`, and for WordPiece what the model and its family call those that
    /// `names` leaves out.
    func roles(_ names: [SpecialTokenRole: String], _ model: FieldReader) -> [SpecialTokenRole: String] {
      guard self == .wordPiece else { return names }
      var names = names
      names[.unknown] = names[.unknown] ?? model["unk_token"].value?.string
      for (role, content) in SeparateFiles.Family.bert.defaults where names[role] == nil {
        names[role] = content
      }
      return names
    }
  }
}
