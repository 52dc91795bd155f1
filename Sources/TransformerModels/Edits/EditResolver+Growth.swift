import Diagnostics
import ExplainerCore
import Tensors

// While a text is continued its positions are passed one after the other: an edit can be made if what it does at each of
// them does not depend on those to come.

extension EditResolver {
  /// Whether a site gets positions that are not there yet.
  func grows(_ site: SiteDeclaration) -> Bool { growth > 0 && site.grows(along: site.positionsExtent) }

  /// Throws `badParameter` for an edit of a site that grows which would be another one with each token that is added.
  func checkGrowing(
    _ edit: Edit, at site: SiteDeclaration, _ places: [ResolvedEdit.Place]
  ) throws(ExplainerError) {
    if let what = edit.change.joined {
      for place in places where !isInPrompt(place.positions, place.text, at: site) {
        throw refusal(
          "\(what) cannot be made at tokens to come: each is passed by itself",
          "name tokens of the prompt, as positions=\(span(of: place.text, at: site))")
      }
      if case .text(let other)? = edit.change.value,
        !isInPrompt(try positions(edit.positions, of: other, at: site), other, at: site)
      {
        throw refusal(
          "text \(other) has tokens to come at these positions",
          "name tokens of both prompts, as positions=0,-1")
      }
    }
    if edit.positions == nil, let source = rowByRow(edit.change) {
      throw refusal(
        "\(source) has a row for each of some tokens, and how many are to come is not known",
        "name the tokens it is for, as positions=\(span(of: places.first?.text ?? 0, at: site))")
    }
    if site.kind.access == .insideAttention { try checkGrowing(columns: edit, at: site, places) }
  }

  /// The same inside of attention, where what is looked at may grow too.
  private func checkGrowing(
    columns edit: Edit, at site: SiteDeclaration, _ places: [ResolvedEdit.Place]
  ) throws(ExplainerError) {
    guard site.grows(along: 2), edit.change != .mean(.positions) else { return }
    switch edit.change {
    case .scale, .set(.number(0)), .add(.number(0)): return
    case .set(.number), .add(.number): if site.hidesScores { return }
    default:
      guard edit.dimensions != nil else {
        throw refusal(
          "how many tokens are looked at grows, and no tensor fits them all",
          "name those that are looked at, as dims=0")
      }
      if site.hidesScores { return }
    }
    // Weights of 0 are all that later tokens can have: a pass does not know them yet.
    for place in places {
      let prompt = tokens(of: place.text, at: site)
      guard let first = place.positions.first(where: { $0 >= prompt }) else {
        if isInPrompt(place.columns, place.text, at: site) { continue }
        throw looksAhead(place.text, at: site)
      }
      let bound = place.positions.contains { $0 < prompt } ? prompt - 1 : first
      if place.columns.contains(where: { $0 > bound }) { throw looksAhead(place.text, at: site) }
    }
  }

  /// What has numbers of its own for each token; nil where one row is for all.
  private func rowByRow(_ change: Edit.Change) -> String? {
    switch change {
    case .set(.otherText(let text)), .add(.otherText(let text)): "'\(text.prefix(80))'"
    case .set(.tensor(let name)), .add(.tensor(let name)):
      (tensors[name]?.shape ?? []).dropLast().allSatisfy { $0 == 1 } ? nil : "the tensor '\(name)'"
    default: nil
    }
  }

  private func looksAhead(_ text: Int, at site: SiteDeclaration) -> ExplainerError {
    refusal(
      "tokens would get weights of later ones, which are not there yet",
      "name tokens that are looked at, as dims=\(span(of: text, at: site)), or edit the scores")
  }

  private func refusal(_ message: String, _ remedy: String) -> ExplainerError {
    ExplainerError(.badParameter, "while a text is continued \(message)", remedy: remedy)
  }

  private func isInPrompt(_ positions: [Int], _ text: Int, at site: SiteDeclaration) -> Bool {
    positions.allSatisfy { $0 < tokens(of: text, at: site) }
  }

  /// All tokens of the prompt, as a list has them.
  private func span(of text: Int, at site: SiteDeclaration) -> String {
    let last = tokens(of: text, at: site) - 1
    return last == 0 ? "0" : "0-\(last)"
  }
}

extension Edit.Change {
  /// What it is called where it makes numbers of one token of those of others; nil where it does not.
  fileprivate var joined: String? {
    switch self {
    case .mean(.positions): "a mean over positions"
    case .mean(.texts): "a mean over texts"
    case .set(.text), .add(.text): "what another text of the pass holds"
    default: nil
    }
  }
}
