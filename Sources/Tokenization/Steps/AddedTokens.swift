/// The added tokens of a tokenizer, ready to be found in texts.
struct AddedTokens: Sendable {
  /// A part of a text: an added token, or what lies between.
  struct Part: Hashable {
    /// The added token's index in `tokens`, or nil.
    var token: Int?
    /// The bytes it covers.
    var range: Range<Int>
  }

  /// The tokens, by id.
  let tokens: [AddedToken]
  /// What each of them is in a text that becomes one again: its normal form, if it is looked for in that.
  private let spellings: [[UInt8]]
  private let indices: [Int: Int]
  private let ids: [[UInt8]: Int]
  private let verbatim: AddedTokenMatcher
  private let normalized: AddedTokenMatcher

  /// The added tokens `tokens`; of two with the same id the later counts.
  ///
  /// - Parameter splitsSpecial: whether special tokens written in a text are read like any other text.
  init(_ tokens: [AddedToken] = [], normalizer: Normalizer = .none, splitsSpecial: Bool = false) {
    var byID: [Int: AddedToken] = [:]
    for token in tokens { byID[token.id] = token }
    let sorted = byID.values.sorted { $0.id < $1.id }
    self.tokens = sorted
    indices = Dictionary(sorted.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
    // As bytes: strings are equal where they are only equivalent.
    ids = Dictionary(sorted.map { (Array($0.content.utf8), $0.id) }, uniquingKeysWith: { $1 })
    verbatim = AddedTokenMatcher(sorted, passesSpecial: splitsSpecial) {
      $0.isNormalized ? nil : Array($0.content.utf8)
    }
    normalized = AddedTokenMatcher(sorted, passesSpecial: splitsSpecial) {
      $0.isNormalized ? normalizer.normalize(Array($0.content.utf8)) : nil
    }
    spellings = sorted.map {
      let content = Array($0.content.utf8)
      return $0.isNormalized ? normalizer.normalize(content) : content
    }
  }

  /// What the added token with this id is in a text that becomes one again, UTF-8.
  func spelling(of id: Int) -> [UInt8]? { indices[id].map { spellings[$0] } }

  /// The added token with this id.
  subscript(id id: Int) -> AddedToken? { indices[id].map { tokens[$0] } }

  /// The id of the added token with this content, UTF-8.
  func id(of content: [UInt8]) -> Int? { ids[content] }

  /// Cuts `text` at the tokens that are looked for in the text as it is.
  func split(_ text: [UInt8]) -> [Part] { verbatim.split(text.indices, of: text, by: tokens) }

  /// Cuts what is left of a text at the tokens that are looked for in its normal form.
  func split(_ text: NormalizedText) -> [Part] {
    normalized.split(text.range, of: text.bytes, by: tokens)
  }
}
