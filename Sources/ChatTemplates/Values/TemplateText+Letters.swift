/// Capital and small letters, as Python's `str` has them.
extension TemplateText {
  var lowercased: TemplateText { derived(Self.lower(scalars)) }
  var uppercased: TemplateText { derived(scalars.map(\.properties.uppercaseMapping).joined()) }

  /// The first letter large, all others small.
  var capitalized: TemplateText {
    let scalars = scalars
    guard let first = scalars.first else { return self }
    return derived(
      first.properties.titlecaseMapping
        + String(
          Self.lower(scalars).unicodeScalars.dropFirst(
            Self.lower([first]).unicodeScalars.count)))
  }

  var swappedCase: TemplateText {
    derived(
      scalars.map {
        $0.properties.isUppercase ? $0.properties.lowercaseMapping : $0.properties.uppercaseMapping
      }.joined())
  }

  /// Python's `str.title`: a letter behind what has no case is large.
  var titled: TemplateText {
    var (result, isInside) = ("", false)
    for scalar in scalars {
      result += isInside ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
      isInside = scalar.properties.isCased
    }
    return derived(result)
  }

  /// The filter `title`: words begin behind white space, hyphens and opening brackets.
  var filterTitled: TemplateText {
    var (words, word): ([String], [Unicode.Scalar]) = ([], [])
    func closing() -> String {
      guard let first = word.first else { return "" }
      return first.properties.uppercaseMapping + Self.lower(Array(word.dropFirst()))
    }
    var wasBreak: Bool?
    for scalar in scalars {
      let isBreak = scalar.isPythonSpace || "-({[<".unicodeScalars.contains(scalar)
      if isBreak != wasBreak {
        words.append(closing())
        word = []
        wasBreak = isBreak
      }
      word.append(scalar)
    }
    return derived((words + [closing()]).joined())
  }

  /// Small letters; a sigma that ends a word is a final one.
  private static func lower(_ scalars: [Unicode.Scalar]) -> String {
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      guard scalar == "\u{3A3}" else {
        result += scalar.properties.lowercaseMapping
        continue
      }
      let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
      let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
      let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
      result += isFinal ? "\u{3C2}" : "\u{3C3}"
    }
    return result
  }
}
