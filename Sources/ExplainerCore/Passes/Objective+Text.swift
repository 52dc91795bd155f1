public import Diagnostics

extension Objective {
  /// Reads terms with `+` or `-` between them, such as `" are" - 0.5*" is"@-1`.
  ///
  /// A term is an optional `NUMBER*`; `"token"` (with the escapes of JSON), `#ID`, `class:LABEL`, `start`, `end` or
  /// `SITE[INDEX,…]`; then optionally `@POSITION`, `@text:N`, or both. A label with blanks or `@` stands in quotes, and
  /// behind one without quotes a blank has to stand.
  ///
  /// - Throws: `badParameter` that quotes where the text goes wrong.
  public init(_ text: String) throws(ExplainerError) {
    var scanner = TextScanner(text)
    var terms: [Term] = []
    scanner.skipBlanks()
    var isMinus = scanner.skip("-")
    if !isMinus { _ = scanner.skip("+") }
    while true {
      scanner.skipBlanks()
      var term = try Term(&scanner)
      if isMinus { term.weight = -term.weight }
      terms.append(term)
      scanner.skipBlanks()
      guard scanner.next != nil else { break }
      isMinus = scanner.skip("-")
      guard isMinus || scanner.skip("+") else {
        throw Self.mismatch("something else follows a term", "+, - or the end", scanner)
      }
    }
    self.init(terms: terms)
  }

  static func mismatch(_ message: String, _ expected: String, _ scanner: TextScanner) -> ExplainerError {
    ExplainerError(.badParameter, message, at: ["objective"], expected: expected, found: scanner.rest)
  }
}

extension Objective.Term {
  fileprivate init(_ scanner: inout TextScanner) throws(ExplainerError) {
    var weight: Float = 1
    let start = scanner
    if scanner.next != UInt8(ascii: "-"), let number = scanner.number() {
      scanner.skipBlanks()
      guard scanner.skip("*") else {
        throw Objective.mismatch("a number alone is no term", "'NUMBER*' and what it multiplies", start)
      }
      weight = number
      scanner.skipBlanks()
    }
    self.init(try Objective.Target(&scanner), weight: weight)
    while scanner.skip("@") {
      let isText = scanner.skip(word: "text:")
      let place = scanner
      guard let number = scanner.integer(), !isText || number >= 0, (isText ? text : position) == nil else {
        throw Objective.mismatch(
          "this is no place", isText ? "the number of a text, from 0" : "a position, or text:N", place)
      }
      if isText { text = number } else { position = number }
    }
  }
}

extension Objective.Target {
  private static let kinds = #"a "token" in quotes, #ID, class:LABEL, start, end or SITE[INDEX]"#

  fileprivate init(_ scanner: inout TextScanner) throws(ExplainerError) {
    let start = scanner
    if scanner.next == UInt8(ascii: "\"") {
      let token = try scanner.quotedWords()
      guard !token.isEmpty else { throw Objective.mismatch("a token is empty", Self.kinds, start) }
      self = .token(token)
    } else if scanner.skip("#") {
      guard let id = scanner.integer(), id >= 0 else {
        throw Objective.mismatch("this is no token's id", "# and a whole number from 0", start)
      }
      self = .id(id)
    } else if scanner.skip(word: "class:") {
      let isQuoted = scanner.next == UInt8(ascii: "\"")
      let label =
        isQuoted
        ? try scanner.quotedWords() : scanner.word { TextScanner.isBlank($0) || $0 == UInt8(ascii: "@") }
      guard !label.isEmpty else {
        throw Objective.mismatch("a class has no name", "class: and a label or its number", start)
      }
      self = .label(label)
    } else {
      self = try Self.word(&scanner, start)
    }
  }

  /// `start`, `end` or `SITE[INDEX,…]`.
  private static func word(
    _ scanner: inout TextScanner, _ start: TextScanner
  ) throws(ExplainerError) -> Objective.Target {
    let stops = Set("[@+-*\"#".utf8)
    let word = scanner.word { TextScanner.isBlank($0) || stops.contains($0) }
    guard scanner.skip("[") else {
      if word == "start" { return .start }
      if word == "end" { return .end }
      let near = Suggestion.nearest(to: word, among: ["start", "end"])
      var error = Objective.mismatch("this is no term", kinds, start)
      error.remedy =
        near.map { "did you mean '\($0)'?" }
        ?? (word.isEmpty ? nil : "tokens stand in quotes: \(word.quoted)")
      throw error
    }
    let list = scanner.word { $0 == UInt8(ascii: "]") }
    let index = list.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmed) }
    guard !word.isEmpty, scanner.skip("]"), index.allSatisfy({ ($0 ?? -1) >= 0 })
    else {
      throw Objective.mismatch("this is no element of a site", "SITE[INDEX] or SITE[HEAD,INDEX]", start)
    }
    return .site(name: word, index: index.compactMap { $0 })
  }
}

extension TextScanner {
  /// The text in quotes that begins here; errors say they are about an objective.
  fileprivate mutating func quotedWords() throws(ExplainerError) -> String {
    do { return try quoted() } catch { throw error.located(in: "objective") }
  }
}
