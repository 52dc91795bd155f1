/// The added tokens of a tokenizer, ready to be found in texts.
struct AddedTokens: Sendable {
  /// A part of a text: an added token, or what lies between.
  struct Part: Hashable {
    /// The added token's place in `tokens`, or nil.
    var token: Int?
    /// The bytes it covers.
    var range: Range<Int>
  }

  /// The tokens, by id.
  let tokens: [AddedToken]
  private let places: [Int: Int]
  private let verbatim: TokenFinder
  private let normalized: TokenFinder

  /// The added tokens `tokens`; of two with the same id the later counts.
  init(_ tokens: [AddedToken] = []) {
    var byID: [Int: AddedToken] = [:]
    for token in tokens { byID[token.id] = token }
    let sorted = byID.values.sorted { $0.id < $1.id }
    self.tokens = sorted
    places = Dictionary(sorted.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
    verbatim = TokenFinder(sorted, where: { !$0.isNormalized })
    normalized = TokenFinder(sorted, where: { $0.isNormalized })
  }

  /// The added token with this id.
  subscript(id id: Int) -> AddedToken? { places[id].map { tokens[$0] } }

  /// Cuts `text` at its added tokens: first at those that are looked for in the text as it is, then, in what
  /// is left, at the normalised ones.
  ///
  /// Empty parts are left out.
  func split(_ text: [UInt8]) -> [Part] {
    guard !text.isEmpty else { return [] }
    let whole = [Part(token: nil, range: text.indices)]
    return normalized.split(verbatim.split(whole, of: text, by: tokens), of: text, by: tokens)
  }
}
