/// How a text is cut into the words that the model works on, one by one: steps, each on the words of the one before as if
/// they were texts.
struct PreTokenizer: Sendable, Hashable {
  /// A step.
  enum Step: Sendable, Hashable {
    /// Cuts words.
    case cut(Cutter)
    /// Puts a space before each word that does not begin with one.
    case prefixSpace
    /// Puts `▁` in place of spaces, and before words.
    case metaspace(Metaspace)
    /// Spells every byte by a character, as GPT-2 does.
    case spellBytes
  }

  /// How many steps there may be: each goes over all of a text.
  static let mostSteps = 32
  /// The steps, in order.
  let steps: [Step]

  /// A pre-tokenizer of these steps.
  init(_ steps: [Step]) { self.steps = steps }

  /// The words of `text`, and the text they are parts of.
  func words(of text: NormalizedText) -> WordList {
    var list = WordList(text)
    guard !text.range.isEmpty else { return list }
    for step in steps {
      switch step {
      case .cut(let cutter): list.cut(by: cutter)
      case .prefixSpace:
        list.rewrite { text, word, writer in
          if text.bytes[word.lowerBound] != 0x20 {
            writer.append([0x20], before: text.source(of: word).lowerBound)
          }
          writer.append(text, word)
        }
      case .metaspace(let metaspace): list.rewrite { metaspace.write($0, $1, to: &$2) }
      case .spellBytes: list.rewrite { $2.appendSpelled($0, $1) }
      }
    }
    return list
  }
}
