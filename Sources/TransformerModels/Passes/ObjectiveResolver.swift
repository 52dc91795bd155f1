import Diagnostics
import ExplainerCore
import Tensors
import Tokenization

/// Finds the elements of sites that an objective is made of.
struct ObjectiveResolver {
  let model: TransformerModel
  let inputs: [ModelInput]

  /// The elements by site.
  ///
  /// - Throws: `badParameter` for a term that this model, or a text, has not got.
  func resolve(_ objective: Objective) throws(ExplainerError) -> [SiteID: [PassPlan.Element]] {
    guard !objective.terms.isEmpty else {
      throw ExplainerError(.badParameter, "the objective has no terms", expected: "at least one")
    }
    var elements: [SiteID: [PassPlan.Element]] = [:]
    for term in objective.terms {
      guard term.weight.isFinite else {
        throw ExplainerError(
          .badParameter, "a weight of the objective is not finite", expected: "a finite number",
          found: "\(term.weight)")
      }
      let (site, index) = try place(of: term.target)
      guard let number = model.catalog.number(of: site) else { continue }
      let declaration = model.catalog.declarations[number.index]
      for text in term.text.map({ [$0] }) ?? Array(inputs.indices) {
        elements[number, default: []].append(
          try element(term, index, of: declaration, text: text))
      }
    }
    return elements
  }

  private func place(of target: Objective.Target) throws(ExplainerError) -> (site: Site, index: [Int]) {
    switch target {
    case .token(let text): return (try existing(.logits), [try id(of: text)])
    case .id(let id):
      try model.vocabulary.check([id])
      return (try existing(.logits), [id])
    case .label(let label): return try classScore(label)
    case .start: return (try existing(Site(part: "span_logits")), [0])
    case .end: return (try existing(Site(part: "span_logits")), [1])
    case .site(let name, let index):
      let sites = try model.catalog.resolve([SitePattern(name)])
      guard let site = sites.first, sites.count == 1 else {
        throw ExplainerError(.badParameter, "'\(name)' is more than one site", expected: "one")
      }
      return (site, index)
    }
  }

  private func existing(_ site: Site) throws(ExplainerError) -> Site {
    _ = try model.catalog.resolve([SitePattern(site)])
    return site
  }

  private func classScore(_ label: String) throws(ExplainerError) -> (site: Site, index: [Int]) {
    let sites = ["class_logits", "token_class_logits"].map { Site(part: $0) }
    guard let site = sites.first(where: { model.catalog.number(of: $0) != nil }) else {
      throw ExplainerError(
        .unsupported, "\(model.info.id) is no classifier, so it has no class '\(label)'",
        found: model.info.outputHeads.isEmpty ? "no head" : model.info.outputHeadsInWords)
    }
    let labels = model.info.labels
    let numbered = Int(label).flatMap { labels.indices.contains($0) ? $0 : nil }
    guard let index = labels.firstIndex(of: label) ?? numbered else {
      throw ExplainerError(
        .badParameter, "there is no class '\(label)'",
        expected: labels.isEmpty ? nil : labels.prefix(8).joined(separator: ", "), found: label,
        remedy: Suggestion.nearest(to: label, among: labels).map { "did you mean '\($0)'?" })
    }
    return (site, [index])
  }

  /// The id of a text that has to be one token, or is the name of one.
  private func id(of text: String) throws(ExplainerError) -> Int {
    let tokens = model.vocabulary.tokens(of: text).filter { $0.byteRange != nil }
    if tokens.count == 1 { return tokens[0].id }
    if let id = model.vocabulary.tokenizer.id(ofPiece: text) { return id }
    throw ExplainerError(
      .badParameter, "'\(text)' is not one token of this model",
      expected: "a text of one token, or an id as #\(tokens.first?.id ?? 0)",
      found: tokens.isEmpty ? "none" : tokens.map { "'\($0.text)'" }.joined(separator: ", "))
  }

  private func element(
    _ term: Objective.Term, _ index: [Int], of declaration: SiteDeclaration, text: Int
  ) throws(ExplainerError) -> PassPlan.Element {
    let site = declaration.site
    guard inputs.indices.contains(text) else {
      throw ExplainerError(
        .badParameter, "there is no text \(text) in this pass", expected: "0 to \(inputs.count - 1)",
        found: "\(text)")
    }
    let expected = declaration.kind.access == .heads ? 2 : 1
    guard declaration.kind.access == .rows || declaration.kind.access == .heads else {
      throw ExplainerError(
        .badParameter, "an objective cannot be made of '\(site.name)'",
        expected:
          "a site whose rows flow on: '\(site.name)' is inside of attention, or beside the computation")
    }
    guard index.count == expected else {
      throw ExplainerError(
        .badParameter, "'\(site.name)' does not have these places",
        expected: expected == 1 ? "[column]" : "[head, column]",
        found: "\(index)")
    }
    let sizes = declaration.shape(over: inputs[text])
    let rows = sizes[sizes.count - 2]
    let position = term.position ?? -1
    let row = position < 0 ? rows + position : position
    guard row >= 0, row < rows else {
      // (A text of one token has positions all the same.)
      let isOfText = if case .size = declaration.shape[sizes.count - 2] { true } else { false }
      throw ExplainerError(
        .badParameter, "the objective is made of a token that is not there",
        expected: isOfText
          ? "no position, as it is of the whole text" : "a position from \(-rows) to \(rows - 1)",
        found: "@\(position)")
    }
    let width = sizes[sizes.count - 1]
    let heads = expected == 2 ? sizes[0] : 1
    let head = expected == 2 ? index[0] : 0
    guard let column = index.last, column >= 0, column < width, head >= 0, head < heads else {
      throw ExplainerError(
        .badParameter, "'\(site.name)' does not have place \(index)", expected: "below \(sizes)",
        found: "\(index)")
    }
    return PassPlan.Element(text: text, row: row, column: head * width + column, weight: term.weight)
  }
}
