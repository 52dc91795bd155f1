import ExplainerCore

extension FigureHTML {
  func html(_ tokens: TokensFigure) -> String {
    guard !tokens.tokens.isEmpty else { return "<p class=\"caption\">(no tokens)</p>" }
    let mapping = ScaleMapping(tokens.scale, values: tokens.allWeights)
    let series = tokens.series.first
    var strip = ""
    let numbered = tokens.kindsRepeat ? series?.kinds : nil
    for index in tokens.tokens.indices {
      // The joiner keeps the number on the line of its token.
      let number = numbered?[index].map { "\u{2060}<sub>\($0 + 1)</sub>" } ?? ""
      strip += lead(tokens, index) + piece(tokens, index, series, mapping, number: number)
      // Where tokens carry their line ends, a line ends behind them.
      if tokens.gaps == nil, tokens.tokens[index].text.contains("\n") { strip += "<br>" }
    }
    let choice =
      tokens.series.count < 2
      ? ""
      : "<fieldset class=\"series\"><legend class=\"hidden\">series</legend>"
        + tokens.series.enumerated().map { index, series in
          "<label><input type=\"radio\" name=\"s\(id)\" value=\"\(index)\"\(index == 0 ? " checked" : "")>"
            + "<span>\(Markup.escape(VisibleText(series.name).text))</span></label>"
        }.joined() + "</fieldset>"
    var legend = ""
    if tokens.series.contains(where: { $0.kinds == nil }) {
      legend += Self.legend(mapping, style: tokens.style)
    }
    if tokens.series.contains(where: { $0.kinds != nil }) { legend += Self.legend(of: tokens, mapping) }
    return choice
      + "<div class=\"strip\(tokens.tokens.count <= TokensFigure.numberedLimit ? " numbered" : "")\(tokens.gaps == nil ? "" : " text")\" \(attributes(role: "listbox")) data-lower=\"\(mapping.lower)\" "
      + "data-upper=\"\(mapping.upper)\">\(strip)</div>" + legend
  }

  /// What stands before a token: blanks and line ends of the text, or a place where a line may break.
  private func lead(_ tokens: TokensFigure, _ index: Int) -> String {
    let turn = index == tokens.firstGenerated ? "<span class=\"turn\" aria-hidden=\"true\">▸</span>" : ""
    guard let gap = tokens.gap(before: index) else {
      // Lines may break before a token that starts a word, and nowhere else.
      return turn + (index > 0 && tokens.tokens[index].text.first?.isWhitespace ?? true ? "<wbr>" : "")
    }
    let dropped = gap.dropped.text.isEmpty ? "" : "<bdi class=\"dropped\">\(Self.html(gap.dropped))</bdi>"
    let space = gap.breaks > 0 ? String(repeating: "<br>", count: gap.breaks) : gap.hasBlank ? " " : ""
    return space + dropped + (dropped.isEmpty || !gap.hasBlank ? "" : " ") + turn
  }

  private func piece(
    _ tokens: TokensFigure, _ index: Int, _ series: TokensFigure.Series?, _ mapping: ScaleMapping,
    number: String
  ) -> String {
    var classes = ["tok"]
    if let swatch = tokens.swatch(index, in: series, mapping) { classes.append(swatch.className) }
    if let first = tokens.firstGenerated, index >= first { classes.append("new") }
    // A piece that a word goes on behind needs no room at its edge.
    if tokens.gaps != nil, index + 1 < tokens.tokens.count, !tokens.startsWord(index + 1) {
      classes.append("joined")
    }
    let words = tokens.weightWords(index, in: series)
    let spoken = "\(index) “\(VisibleText(tokens.tokens[index]).text)”" + (words.isEmpty ? "" : ": \(words)")
    return
      "<span role=\"option\" class=\"\(classes.joined(separator: " "))\" aria-label=\"\(Markup.escape(spoken))\">"
      + "\(Self.html(tokens.tokens[index]))\(number)</span>"
  }

  /// What the hues of a strip stand for, and how strong they are.
  private static func legend(of tokens: TokensFigure, _ mapping: ScaleMapping) -> String {
    guard let first = tokens.kinds.first else { return "" }
    let quantity = VisibleText(mapping.quantity).text
    let steps = (0...ColourRamp.strengths).map { step in
      "<i class=\"\(Swatch.strength(kind: ScaleMapping.hue(of: first), step).className)\"></i>"
    }
    var parts = quantity.isEmpty ? [] : ["<span>\(Markup.escape(quantity))</span>"]
    parts.append(
      "<span class=\"scale\"><span>\(tokens.style.text(mapping.lower))</span><span class=\"ramp\">\(steps.joined())</span>"
        + "<span>\(tokens.style.text(mapping.upper))</span></span>")
    parts += tokens.kinds.map { kind in
      "<span><i class=\"chip k\(ScaleMapping.hue(of: kind))\"></i>\(Markup.escape(tokens.kindName(kind)))</span>"
    }
    if tokens.kindsRepeat { parts.append("<span>hues repeat after 16; the numbers tell them apart</span>") }
    return "<div class=\"legend\">\(parts.joined())</div>"
  }
}
