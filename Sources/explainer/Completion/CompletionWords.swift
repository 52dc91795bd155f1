/// The words of an unfinished command line, as a shell hands them over.
struct CompletionWords {
  /// The words before the cursor's, without the program's name.
  let before: [String]
  /// What was typed of the word the cursor is at.
  let current: String

  /// - Parameters:
  ///   - words: the words up to the cursor, the program's name left out; none stands for one empty word.
  ///   - cutsAtEquals: bash hands `--format=json` over as three words, quotation marks as they were typed.
  init(_ words: [String], cutsAtEquals: Bool) {
    let words = cutsAtEquals ? Self.joined(words.map(Self.unquoted)) : words
    before = Array(words.dropLast())
    current = words.last ?? ""
  }

  private static func joined(_ words: [String]) -> [String] {
    var result: [String] = []
    for (index, word) in words.enumerated() {
      let isValue = index >= 2 && words[index - 1] == "=" && words[index - 2].hasPrefix("--")
      if index > 0, word == "=" && words[index - 1].hasPrefix("--") || isValue {
        result[result.count - 1] += word
      } else {
        result.append(word)
      }
    }
    return result
  }

  /// A word without its quotation marks and backslashes.
  private static func unquoted(_ word: String) -> String {
    var result = ""
    var quote: Character?
    var isEscaped = false
    for character in word {
      if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else {
        result.append(character)
      }
    }
    return result
  }
}
