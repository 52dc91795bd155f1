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
    for (token, place) in zip(tokens, TokenLayout(tokens, of: text).places) {
      var label = Label(token)
      var gap = place.gap
      var wantsBehind = ""
      if token.isSpecial {
        gap = gap.isEmpty && !gaps.isEmpty ? " " : gap
        wantsBehind = " "
      } else if !place.surface.isEmpty {
        let blanks = place.surface.prefix { $0.isWhitespace }
        label.text =
          blanks.endIndex == place.surface.endIndex
          ? place.surface : String(place.surface[blanks.endIndex...])
        if label.text != place.surface { gap += blanks }
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
