/// A vocabulary as ggml keeps it in its files: pieces, what part each plays, and what makes them of a text.
public struct GGMLVocabulary: Sendable {
  /// What kind of tokens a piece is.
  public enum Part: Int, Sendable {
    /// One that texts are made of.
    case usual = 1
    /// What stands for what no piece spells.
    case unknown = 2
    /// One with a meaning, not a text: in many files what stands for the unknown too.
    case control = 3
    /// One that is found in a text before anything is cut.
    case user = 4
    /// One that is not used.
    case unused = 5
    /// A byte, spelled `<0x0A>`.
    case byte = 6
  }

  /// How texts become pieces.
  public enum Kind: String, Sendable, CaseIterable {
    /// SentencePiece's byte-pair encoding.
    case characters = "llama"
    /// Byte-pair encoding of bytes.
    case bytes = "gpt2"
    /// WordPiece.
    case wordPiece = "bert"
    /// Unigram.
    case unigram = "t5"
  }

  /// What the file calls the way texts become pieces: a `Kind`, or one that is not known.
  public var model: String
  /// Which way of cutting a text into words, of those ggml has names for.
  public var cutting: String?
  /// The pieces in the order of their ids.
  public var pieces: [String]
  /// The part each plays; as many as there are pieces.
  public var parts: [Part]
  /// By id, which merge comes first; where the model goes by scores.
  public var scores: [Double]
  /// Pairs of pieces with a space between them, in the order of their ranks; where the model goes by them.
  public var merges: [String]
  /// The bytes of SentencePiece's map of characters; where texts are read in the form it makes of them.
  public var characterMap: [UInt8]
  /// The tokens with a part to play in every text.
  public var beginning: Int?, end: Int?, separator: Int?, unknown: Int?
  /// What the file says is put around a text, or before it; nil where it does not say.
  public var addsBeginning: Bool?, addsEnd: Bool?, addsPrefix: Bool?
  /// What the file says is done to a text first; nil where it does not say.
  public var lowercases: Bool?, stripsAccents: Bool?, removesSpaces: Bool?

  /// A vocabulary of these pieces, of which nothing else is known.
  public init(model: String, pieces: [String], parts: [Part]) {
    self.model = model
    self.pieces = pieces
    self.parts = parts
    scores = []
    merges = []
    characterMap = []
  }
}
