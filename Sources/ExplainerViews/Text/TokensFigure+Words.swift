import ExplainerCore

extension TokensFigure {
  /// The widest word, in columns, that lines are not broken in.
  static let widestWord = 24

  /// The tokens of each word, as ranges: pieces that go on without a blank belong together.
  var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var start = 0
    for index in tokens.indices.dropFirst() where startsWord(index) {
      words.append(start..<index)
      start = index
    }
    return tokens.isEmpty ? [] : words + [start..<tokens.count]
  }

  /// Whether a blank or a line end stands before a token, in the gap or in the tokens themselves.
  func startsWord(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    if let gaps { return !gaps[index].isEmpty || index == firstGenerated }
    let before = tokens[index - 1].text
    return (tokens[index].text.first?.isWhitespace ?? true) || before.contains { $0.isNewline }
      || index == firstGenerated
  }

  /// What stands before a token of running text; nil where tokens carry their own blanks.
  func gap(before index: Int) -> TokenGap? { gaps.map { TokenGap($0[index]) } }
}
