extension SplitPatternParser {
  /// One character, or a set of them.
  mutating func set() throws(SplitPatternProblem) -> ScalarSet {
    guard let scalar = next else { throw refusal("an end where there should be a character") }
    switch scalar {
    case "[": return try bracket()
    case "\\":
      let escape = try escape()
      guard !foldsCase || escape.scalar != nil else { throw refusal("a set in any case") }
      return escape.scalar.map(folded) ?? escape.set
    case ".", "^", "$", "(", ")", "?", "*", "+", "{", "|": throw refusal("'\(scalar)' here")
    default:
      index += 1
      guard !foldsCase || scalar.isASCII else { throw refusal("'\(scalar)' in any case") }
      return folded(scalar)
    }
  }

  /// `[…]`.
  private mutating func bracket() throws(SplitPatternProblem) -> ScalarSet {
    guard !foldsCase, !text[index...].starts(with: "[[:".unicodeScalars) else {
      throw refusal(foldsCase ? "a set in any case" : "a set by name")
    }
    _ = take("[")
    try enter()
    let isInverted = take("^")
    guard next != "]" else { throw refusal("an empty set") }
    var set = ScalarSet()
    while !take("]") {
      guard next != nil, !text[index...].starts(with: "&&".unicodeScalars) else {
        throw refusal(next == nil ? "a set without an end" : "an intersection of sets")
      }
      guard let union = set.union(try element()) else {
        throw refusal("a set in a set that is all but characters beyond ASCII")
      }
      set = union
    }
    depth -= 1
    return isInverted ? set.inverted : set
  }

  /// A character, a range, or a set in a set.
  private mutating func element() throws(SplitPatternProblem) -> ScalarSet {
    if next == "[" { return try bracket() }
    let lower = try literal()
    guard next == "-", index + 1 < text.count, text[index + 1] != "]" else {
      return lower.scalar.map { ScalarSet($0.value) } ?? lower.set
    }
    index += 1
    guard let first = lower.scalar, next != "[", let last = try literal().scalar, first <= last else {
      throw refusal("a range that is none")
    }
    return ScalarSet(first.value...last.value)
  }

  /// A character in a set, written as it is or with a backslash.
  private mutating func literal() throws(SplitPatternProblem) -> (scalar: Unicode.Scalar?, set: ScalarSet) {
    guard let scalar = next else { throw refusal("a set without an end") }
    // In a set a few numbers of Latin-1 are no words, which they are outside.
    if take(#"\w"#) { return (nil, .patternWordParts) }
    if take(#"\W"#) { return (nil, ScalarSet.patternWordParts.inverted) }
    if scalar == "\\" { return try escape() }
    index += 1
    return (scalar, ScalarSet())
  }

  /// What a backslash makes of what follows: a character, or else a set.
  private mutating func escape() throws(SplitPatternProblem) -> (scalar: Unicode.Scalar?, set: ScalarSet) {
    for (name, set) in Self.classes where take(name) { return (nil, set) }
    for (name, scalar) in [(#"\r"#, "\r"), (#"\n"#, "\n"), (#"\t"#, "\t")] as [(String, Unicode.Scalar)]
    where take(name) {
      return (scalar, ScalarSet())
    }
    guard index + 1 < text.count, case let scalar = text[index + 1], scalar.isASCII,
      !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar)
    else {
      throw refusal("'\(String(String.UnicodeScalarView(text[index...].prefix(8))))'")
    }
    index += 2
    return (scalar, ScalarSet())
  }

  private static let classes: [(name: String, set: ScalarSet)] = {
    let sets: [(String, ScalarSet)] = [
      ("L", .letters), ("Lu", ScalarSet(.uppercaseLetter)), ("Ll", ScalarSet(.lowercaseLetter)),
      ("Lt", ScalarSet(.titlecaseLetter)), ("Lm", ScalarSet(.modifierLetter)),
      ("Lo", ScalarSet(.otherLetter)), ("M", .marks), ("N", .numbers), ("Nd", ScalarSet(.decimalNumber)),
      ("Nl", ScalarSet(.letterNumber)), ("No", ScalarSet(.otherNumber)),
      ("P", ScalarSet(.punctuation, .laterPunctuation)), ("S", ScalarSet(.symbol, .punctuationSymbol)),
    ]
    let short = [("s", ScalarSet.spaces), ("d", ScalarSet(.decimalNumber)), ("w", .patternWords)]
    return sets.flatMap { [("\\p{\($0)}", $1), ("\\P{\($0)}", $1.inverted)] }
      + short.flatMap { [("\\\($0)", $1), ("\\\($0.uppercased())", $1.inverted)] }
  }()

  /// `scalar`, in any case where cases are one.
  private func folded(_ scalar: Unicode.Scalar) -> ScalarSet {
    let set = ScalarSet(scalar.value)
    guard foldsCase, scalar.properties.isAlphabetic else { return set }
    let others: [Unicode.Scalar: UInt32] = ["s": 0x17F, "k": 0x212A]
    let lower = Unicode.Scalar(scalar.value | 0x20) ?? scalar
    let both = set.union(ScalarSet(scalar.value ^ 0x20)) ?? set
    return others[lower].flatMap { both.union(ScalarSet($0)) } ?? both
  }
}
