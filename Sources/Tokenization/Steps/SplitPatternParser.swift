/// Reads the regular expressions of pre-tokenizers: alternatives, groups `(…)`, `(?:…)` and `(?i:…)`, sets `[…]`, `\p{L}` and
/// `\s`, how often, and `(?=…)` and `(?!…)` with one set; refuses everything else.
///
/// The meaning is that of Oniguruma, with which Hugging Face's `tokenizers` reads them: `[a[bc]]` is one set, `x++` gives
/// nothing back, `(?i:s)` is `ſ` too.
struct SplitPatternParser {
  /// The expression.
  let text: [Unicode.Scalar]
  /// The index of the character that comes next.
  var index = 0
  /// The number of groups and sets that are open.
  var depth = 0
  /// Whether upper and lower case are one.
  private(set) var foldsCase = false

  /// A reader of `expression`.
  init(_ expression: String) { text = Array(expression.unicodeScalars) }

  /// The alternatives of the whole expression.
  mutating func parse() throws(SplitPatternProblem) -> [[SplitTerm]] {
    guard text.count <= 4096 else { throw refusal("more than 4096 characters") }
    let found = try alternatives()
    guard next == nil else { throw refusal("an unmatched ')'") }
    return found
  }

  /// The character that comes next; nil at the end.
  var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

  /// Passes over `literal` where it is next.
  mutating func take(_ literal: String) -> Bool {
    guard text[index...].starts(with: literal.unicodeScalars) else { return false }
    index += literal.unicodeScalars.count
    return true
  }

  /// `text` as an expression for nothing but itself.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar),
        !scalar.properties.isWhitespace
      {
        escaped.append("\\")
      }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  /// The error that `message` is not supported here.
  func refusal(_ message: String) -> SplitPatternProblem {
    SplitPatternProblem(message: "\(message), before character \(index + 1)")
  }

  /// Counts a group or a set that is opened.
  mutating func enter() throws(SplitPatternProblem) {
    depth += 1
    guard depth <= 16 else { throw refusal("more than 16 groups or sets in each other") }
  }

  /// Alternatives up to a closing parenthesis or the end.
  private mutating func alternatives() throws(SplitPatternProblem) -> [[SplitTerm]] {
    var found: [[SplitTerm]] = [[]]
    while let scalar = next, scalar != ")" {
      if take("|") {
        found.append([])
      } else {
        found[found.count - 1].append(try term())
        try checkFolding(found[found.count - 1])
      }
    }
    return found
  }

  private mutating func term() throws(SplitPatternProblem) -> SplitTerm {
    if take("(?:") { return try group(foldsCase: foldsCase) }
    // What a group captures is nobody's business here.
    if next == "(", index + 1 < text.count, text[index + 1] != "?", take("(") {
      return try group(foldsCase: foldsCase)
    }
    if take("(?i:") { return try group(foldsCase: true) }
    if take(#"\A"#) { return .edge(isStart: true) }
    if take(#"\z"#) { return .edge(isStart: false) }
    if take("(?=") { return try lookahead(isIn: true) }
    if take("(?!") { return try lookahead(isIn: false) }
    return try repeated(try set())
  }

  private mutating func group(foldsCase: Bool) throws(SplitPatternProblem) -> SplitTerm {
    let outer = self.foldsCase
    self.foldsCase = foldsCase
    try enter()
    let found = try alternatives()
    depth -= 1
    self.foldsCase = outer
    guard take(")") else { throw refusal("a group without an end") }
    let isOptional = take("?")
    if let next, "?*+{".unicodeScalars.contains(next) { throw refusal("a repeated group") }
    return .group(found, isOptional: isOptional)
  }

  private mutating func lookahead(isIn: Bool) throws(SplitPatternProblem) -> SplitTerm {
    let found = try set()
    guard take(")") else { throw refusal("a look ahead at more than one character") }
    if let next, "?*+{".unicodeScalars.contains(next) { throw refusal("a repeated group") }
    return .ahead(found, isIn: isIn)
  }

  /// `set` as often as what follows says.
  private mutating func repeated(_ set: ScalarSet) throws(SplitPatternProblem) -> SplitTerm {
    var (least, most) = (1, 1)
    let isInterval = next == "{"
    if take("?") {
      least = 0
    } else if take("*") {
      (least, most) = (0, .max)
    } else if take("+") {
      most = .max
    } else if isInterval {
      (least, most) = try interval()
    } else {
      return .run(set, least: 1, most: 1)
    }
    let isPossessive = !isInterval && take("+")
    if let next, "?*+{".unicodeScalars.contains(next) { throw refusal("a lazy or repeated repetition") }
    return .run(set, least: least, most: most, isPossessive: isPossessive)
  }

  /// `{2}`, `{1,}`, `{,3}` or `{1,3}`.
  private mutating func interval() throws(SplitPatternProblem) -> (least: Int, most: Int) {
    _ = take("{")
    let least = number()
    var most = least
    if take(",") { most = number() ?? least.map { _ in .max } }
    guard take("}"), let most, (least ?? 0) <= most else {
      throw refusal("a '{' that does not say how often")
    }
    return (least ?? 0, most)
  }

  private mutating func number() -> Int? {
    let digits = text[index...].prefix { ("0"..."9").contains($0) }.prefix(4)
    index += digits.count
    return Int(String(String.UnicodeScalarView(digits)))
  }

  /// Throws where `terms` end in two letters that, in any case, are one character too, as `ss` is `ß`.
  private func checkFolding(_ terms: [SplitTerm]) throws(SplitPatternProblem) {
    guard foldsCase, terms.count > 1, case .run(let second, _, _, _) = terms[terms.count - 1],
      case .run(let first, _, _, _) = terms[terms.count - 2]
    else { return }
    for pair in ["ss", "st", "ff", "fi", "fl"] {
      let scalars = pair.unicodeScalars.map(\.value)
      if first.contains(scalars[0]), second.contains(scalars[1]) { throw refusal("'\(pair)' in any case") }
    }
  }
}
