public import Diagnostics

extension Edit {
  /// Reads `SITE [texts=LIST] [heads=LIST] [positions=LIST] [dims=LIST] OPERATION=VALUE [renormalise]`.
  ///
  /// Words are parted by blanks. `OPERATION` is `set`, `add`, `scale`, `mean`, `remove` or `keep`; `VALUE` a number,
  /// `@FILE:NAME`, `@text:N`, a text in quotes, and behind `mean` `positions` or `texts`. Quotes may also stand behind
  /// the `@`, around names that hold blanks.
  ///
  /// - Throws: `badParameter` that names the word at fault.
  public init(_ text: String) throws(ExplainerError) {
    var scanner = TextScanner(text)
    scanner.skipBlanks()
    let site = scanner.word(until: TextScanner.isBlank)
    guard !site.isEmpty, !site.contains("="), !site.contains("\"") else {
      throw ExplainerError(
        .badParameter, "an edit begins with a site", expected: "such as layers.3.mlp.output scale=0.5",
        found: site.isEmpty ? "nothing" : "'\(site.cut(toCharacters: 40))'")
    }
    var edit = Edit(site, .scale(1))
    var change: Change?
    var seen: Set<String> = []
    scanner.skipBlanks()
    while scanner.next != nil {
      let start = scanner.offset
      let word = scanner.word { TextScanner.isBlank($0) || $0 == UInt8(ascii: "=") }
      let name = word == "dimensions" ? "dims" : word
      guard seen.insert(name).inserted else {
        throw ExplainerError(.badParameter, "'\(name)' is given twice")
      }
      try edit.read(name, from: &scanner, into: &change)
      guard scanner.next.map(TextScanner.isBlank) != false else {
        throw ExplainerError(
          .badParameter, "something follows '\(scanner.text(from: start).cut(toCharacters: 40))'",
          expected: "a blank",
          found: scanner.rest)
      }
      scanner.skipBlanks()
    }
    guard let change else {
      throw ExplainerError(
        .badParameter, "the edit of '\(site)' says nothing to do",
        expected: "one of \(Self.operations.map { "\($0)=" }.joined(separator: ", "))")
    }
    edit.change = change
    if let contradiction = edit.contradiction { throw ExplainerError(.badParameter, contradiction) }
    self = edit
  }

  private mutating func read(
    _ name: String, from scanner: inout TextScanner, into change: inout Change?
  ) throws(ExplainerError) {
    if name == "renormalise", scanner.next != UInt8(ascii: "=") {
      renormalises = true
    } else if let place = Self.places.first(where: { $0.name == name }) {
      try Self.equals(after: name, &scanner)
      let list = scanner.word(until: TextScanner.isBlank)
      do { self[keyPath: place.path] = try IndexList(list) } catch { throw error.located(in: name) }
    } else if Self.operations.contains(name) {
      try Self.equals(after: name, &scanner)
      if let other = change?.name {
        throw ExplainerError(
          .badParameter, "an edit does one thing", expected: "either '\(other)' or '\(name)'", found: "both",
          remedy: "write two edits; they apply in order")
      }
      do { change = try Self.change(name, &scanner) } catch { throw error.located(in: name) }
    } else {
      let known = Self.places.map(\.name) + Self.operations + ["renormalise"]
      let near = Suggestion.nearest(to: name, among: known)
      throw ExplainerError(
        .badParameter, "an edit has no '\(name.cut(toCharacters: 40))'",
        expected: near == nil ? "one of \(known.joined(separator: ", "))" : nil,
        remedy: near.map { "did you mean '\($0)'?" })
    }
  }

  private static func equals(after name: String, _ scanner: inout TextScanner) throws(ExplainerError) {
    guard !scanner.skip("=") else { return }
    throw ExplainerError(
      .badParameter, "'\(name)' has no value", expected: "'\(name)=' and a value", found: scanner.rest)
  }

  private static func change(_ name: String, _ scanner: inout TextScanner) throws(ExplainerError) -> Change {
    switch name {
    case "scale":
      guard let factor = scanner.number() else { throw mismatch("a finite number", scanner) }
      return .scale(factor)
    case "mean":
      let known = Mean.allCases.map(\.rawValue)
      let start = scanner
      let word = scanner.word(until: TextScanner.isBlank)
      guard let mean = Mean(rawValue: word) else {
        let near = Suggestion.nearest(to: word, among: known).map { "did you mean '\($0)'?" }
        throw mismatch(known.joined(separator: " or "), start, remedy: near)
      }
      return .mean(mean)
    case "remove": return .remove(try Value(scanner: &scanner))
    case "keep": return .keep(try Value(scanner: &scanner))
    case "add": return .add(try Value(scanner: &scanner))
    default: return .set(try Value(scanner: &scanner))
    }
  }

  static func mismatch(_ expected: String, _ scanner: TextScanner, remedy: String? = nil) -> ExplainerError {
    ExplainerError(
      .badParameter, "this is no value", expected: expected, found: scanner.rest, remedy: remedy)
  }
}

extension Edit.Value {
  fileprivate init(scanner: inout TextScanner) throws(ExplainerError) {
    let start = scanner
    if scanner.next == UInt8(ascii: "\"") {
      self = .otherText(try scanner.quoted())
    } else if scanner.skip("@") {
      var reference = ""
      while let byte = scanner.next, !TextScanner.isBlank(byte) {
        reference +=
          byte == UInt8(ascii: "\"")
          ? try scanner.quoted() : scanner.word { TextScanner.isBlank($0) || $0 == UInt8(ascii: "\"") }
      }
      self = try Self.reference(reference, start)
    } else if let number = scanner.number() {
      self = .number(number)
    } else {
      throw Edit.mismatch("a finite number, @FILE:NAME, @text:N or a text in quotes", start)
    }
  }

  private static func reference(_ name: String, _ start: TextScanner) throws(ExplainerError) -> Edit.Value {
    guard !name.isEmpty else { throw Edit.mismatch("the name of a tensor behind the @", start) }
    guard name.hasPrefix("text:") else { return .tensor(name) }
    let number = name.dropFirst(5)
    guard let index = Int(number), index >= 0, number.first != "+" else {
      throw Edit.mismatch(
        "the number of a text, from 0, behind @text:", start,
        remedy: "a file called 'text' is written @./text:NAME")
    }
    return .text(index)
  }
}
