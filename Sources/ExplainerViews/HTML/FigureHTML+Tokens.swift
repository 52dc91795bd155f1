import ExplainerCore

extension FigureHTML {
  func html(_ tokens: TokensFigure) -> String {
    guard !tokens.tokens.isEmpty else { return "<p class=\"caption\">(no tokens)</p>" }
    let mapping = ScaleMapping(tokens.scale, values: tokens.allWeights)
    let weights = tokens.series.first?.weights
    var strip = ""
    for (place, token) in tokens.tokens.enumerated() {
      let weight = weights?[place]
      var classes = ["tok"]
      if let weight, let swatch = mapping.swatch(weight) { classes.append(swatch.className) }
      if let first = tokens.firstGenerated, place >= first { classes.append("new") }
      if place == tokens.firstGenerated { strip += "<span class=\"turn\" aria-hidden=\"true\">▸</span>" }
      let spoken =
        "\(place) “\(VisibleText(token).text)”" + (weight.map { ": \(tokens.style.text($0))" } ?? "")
      // Lines may break before a token that starts a word, and nowhere else.
      if place > 0, token.text.first?.isWhitespace ?? true { strip += "<wbr>" }
      strip +=
        "<span role=\"option\" class=\"\(classes.joined(separator: " "))\" aria-label=\"\(Markup.escape(spoken))\">"
        + "\(Self.html(token))</span>"
      if token.text.contains("\n") { strip += "<br>" }
    }
    let choice =
      tokens.series.count < 2
      ? ""
      : "<fieldset class=\"series\"><legend class=\"hidden\">series</legend>"
        + tokens.series.enumerated().map { place, series in
          "<label><input type=\"radio\" name=\"s\(index)\" value=\"\(place)\"\(place == 0 ? " checked" : "")>"
            + "<span>\(Markup.escape(VisibleText(series.name).text))</span></label>"
        }.joined() + "</fieldset>"
    let legend = tokens.series.isEmpty ? "" : Self.legend(mapping, style: tokens.style)
    return choice
      + "<div class=\"strip\(tokens.tokens.count <= TokensFigure.numberedLimit ? " numbered" : "")\" \(attributes(role: "listbox")) data-lower=\"\(mapping.lower)\" "
      + "data-upper=\"\(mapping.upper)\">\(strip)</div>" + legend
  }
}
