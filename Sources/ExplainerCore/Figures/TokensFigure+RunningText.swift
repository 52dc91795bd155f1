extension TokensFigure {
  /// The labels and gaps of `tokens` set as the text they came from: whatever blanks a tokenizer keeps, drops or puts
  /// into tokens, words are whole and apart, and lines end where they do in the text.
  ///
  /// Special tokens stand apart from the words beside them. A token that is nothing but blanks shows them, and what
  /// follows a line end it holds begins a line. Labels are noted with the token's id.
  ///
  /// - Parameters:
  ///   - tokens: in the order of the text; those without a place in it (special, generated) cover what they show.
  ///   - text: the text they came from.
  /// - Complexity: O(length of the text).
  public static func runningText(_ tokens: [Token], of text: String) -> (labels: [Label], gaps: [String]) {
    var labels: [Label] = []
    var gaps: [String] = []
    /// What the token before wants behind it.
    var wanted = ""
    for (token, span) in zip(tokens, TokenLayout(tokens, of: text).spans) {
      var label = Label(token)
      var gap = span.gap
      var wantsBehind = ""
      if token.isSpecial {
        gap = gap.isEmpty && !gaps.isEmpty ? " " : gap
        wantsBehind = " "
      } else if !span.surface.isEmpty {
        let blanks = span.surface.prefix { $0.isWhitespace }
        label.text =
          blanks.endIndex == span.surface.endIndex
          ? span.surface : String(span.surface[blanks.endIndex...])
        if label.text != span.surface { gap += blanks }
      } else {
        // Its blanks are its own, shown as marks, not a gap before it.
        gap = ""
        wantsBehind = token.text.contains(where: \.isNewline) ? "\n" : ""
      }
      labels.append(label)
      gaps.append(gap.isEmpty ? wanted : gap)
      wanted = wantsBehind
    }
    return (labels, gaps)
  }
}
