import Diagnostics

/// The content of a `.model` file of SentencePiece, as far as it says how texts become tokens.
///
/// Source: google/sentencepiece `sentencepiece_model.proto`, from which numbers and defaults are.
struct SentencePieceModel {
  /// A piece.
  struct Piece {
    /// Where its text lies in the file.
    var text = 0..<0
    /// The logarithm of its probability, or its rank.
    var score: Float = 0
    /// What it is: 1 for a usual one, 2 unknown, 3 control, 4 the user's, 5 unused, 6 a byte.
    var type: UInt64 = 1
  }

  /// The file.
  let bytes: [UInt8]
  /// The pieces, whose ids are their places.
  private(set) var pieces: [Piece] = []
  /// 1 for Unigram, 2 for byte-pair encoding, 3 for words, 4 for characters.
  private(set) var kind: UInt64 = 1
  /// The id of the piece for what is unknown.
  private(set) var unknownID = 0
  /// The id of the piece that begins a text; -1 for none.
  private(set) var beginningID = 1
  /// The id of the piece that ends a text; -1 for none.
  private(set) var endID = 2
  /// Whether what is unknown is spelled by bytes.
  private(set) var fallsBack = false
  /// The map of characters that makes a text's normal form; empty for none.
  private(set) var characterMap = 0..<0
  /// Whether `▁` is put before a text.
  private(set) var addsPrefix = true
  /// Whether spaces at the ends, and more than one in a row, are left out.
  private(set) var removesSpaces = true
  /// Whether `▁` stands for a space.
  private(set) var escapesSpaces = true

  /// The model in `bytes`, the content of the file `path`.
  init(_ bytes: [UInt8], path: String) throws(ExplainerError) {
    self.bytes = bytes
    do {
      var reader = ProtobufReader(bytes, bytes.indices)
      while let (field, value) = try reader.next() {
        guard case .bytes(let range) = value else { continue }
        switch field {
        case 1: try readPiece(range)
        case 2: try readTrainer(range)
        case 3: try readNormalizer(range)
        default: break
        }
      }
    } catch {
      throw ExplainerError(
        .badData, "the file is no model of SentencePiece, or is cut off, at byte \(error.offset)", at: [path],
        remedy: "Download the file again.")
    }
    guard !pieces.isEmpty, pieces.count <= PieceTable.maximumID else {
      throw ExplainerError(
        .badData, "a model of SentencePiece with \(pieces.count) pieces", at: [path],
        expected: "1 to \(PieceTable.maximumID)")
    }
  }

  /// The text of the piece `id`, UTF-8 as far as the file has it.
  func text(of id: Int) -> [UInt8] { Array(bytes[pieces[id].text]) }

  private mutating func readPiece(_ range: Range<Int>) throws(ProtobufReader.Fault) {
    var piece = Piece()
    var reader = ProtobufReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let text)): piece.text = text
      case (2, .word(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .number(let type)): piece.type = type
      default: break
      }
    }
    pieces.append(piece)
  }

  private mutating func readTrainer(_ range: Range<Int>) throws(ProtobufReader.Fault) {
    var reader = ProtobufReader(bytes, range)
    while let (field, value) = try reader.next() {
      guard case .number(let number) = value else { continue }
      // A number below 0 fills all 64 bits.
      switch field {
      case 3: kind = number
      case 35: fallsBack = number != 0
      case 40: unknownID = Int(truncatingIfNeeded: number)
      case 41: beginningID = Int(truncatingIfNeeded: number)
      case 42: endID = Int(truncatingIfNeeded: number)
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ range: Range<Int>) throws(ProtobufReader.Fault) {
    var reader = ProtobufReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (2, .bytes(let map)): characterMap = map
      case (3, .number(let flag)): addsPrefix = flag != 0
      case (4, .number(let flag)): removesSpaces = flag != 0
      case (5, .number(let flag)): escapesSpaces = flag != 0
      default: break
      }
    }
  }
}
