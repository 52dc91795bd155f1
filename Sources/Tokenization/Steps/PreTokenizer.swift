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
  /// The steps that change words, and such as cut before these.
  private let changes: [Step]
  /// What cuts after these.
  private let cutters: [Cutter]

  /// A pre-tokenizer of these steps.
  init(_ steps: [Step]) {
    let last = steps.lastIndex { if case .cut = $0 { false } else { true } } ?? -1
    changes = Array(steps[...last])
    cutters = steps[(last + 1)...].compactMap { if case .cut(let cutter) = $0 { cutter } else { nil } }
  }

  /// The steps, in order.
  var steps: [Step] { changes + cutters.map { .cut($0) } }

  /// Calls `body` with the words of `text`, and with the text they are parts of.
  func forEachWord(of text: NormalizedText, _ body: (NormalizedText, Range<Int>) -> Void) {
    guard !text.range.isEmpty else { return }
    var list = WordList(text)
    for step in changes {
      switch step {
      case .cut(let cutter): list.cut(cutter.cut)
      case .prefixSpace:
        list.rewrite { if $0.bytes[$0.range.lowerBound] != 0x20 { $0.prefix([0x20]) } }
      case .metaspace(let metaspace): list.rewrite(metaspace.apply)
      case .spellBytes: list.rewrite { $0.spellBytes() }
      }
    }
    for word in list.words { cut(list.text, word, by: cutters[...], body) }
  }

  private func cut(
    _ text: NormalizedText, _ range: Range<Int>, by cutters: ArraySlice<Cutter>,
    _ body: (NormalizedText, Range<Int>) -> Void
  ) {
    guard let cutter = cutters.first else { return body(text, range) }
    let others = cutters.dropFirst()
    cutter.cut(text.bytes, range) { word in
      if others.isEmpty { body(text, word) } else { cut(text, word, by: others, body) }
    }
  }
}
