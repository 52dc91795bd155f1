import Diagnostics
import ExplainerCore
import Tensors

// Where the numbers of an edit come from, checked before anything runs.

extension EditResolver {
  /// The numbers that go into each place.
  func source(
    _ value: Edit.Value, _ edit: Edit, at site: SiteDeclaration, _ places: [ResolvedEdit.Place],
    _ heads: [Int]
  ) throws(ExplainerError) -> ResolvedEdit.Source {
    switch value {
    case .number(let number): return .number(try finite(number))
    case .tensor(let name):
      let fit = EditTensorFit(site: site, heads: heads, name: name)
      var lists: [[Float]] = []
      for place in places {
        lists.append(
          try fit.numbers(
            of: try tensor(name, at: site, of: place.text), for: place,
            tokens: tokens(of: place.text, at: site)))
      }
      return .numbers(lists)
    case .text(let other):
      try requireRows(site, "what another text of the pass holds")
      var positions: [[Int]] = []
      for place in places {
        let theirs = try self.positions(edit.positions, of: other, at: site)
        guard theirs.count == place.positions.count else {
          throw ExplainerError(
            .badParameter, "texts \(place.text) and \(other) have not as many tokens here",
            expected: "\(place.positions.count)", found: "\(theirs.count)",
            remedy: "name tokens that both have, as positions=0,-1")
        }
        positions.append(theirs)
      }
      return .text(other, positions: positions)
    case .otherText(let text):
      guard let held = others[text]?[site.site] else {
        throw ExplainerError(.internalFault, "no pass over '\(text)' was made before the edit")
      }
      let fit = EditTensorFit(site: site, heads: heads, name: text)
      var lists: [[Float]] = []
      for place in places {
        let count = held.shape[held.rank - 2]
        let theirs = try edit.positions?.resolve(count: count, of: "tokens in '\(text)'") ?? Array(0..<count)
        guard theirs.count == place.positions.count else {
          throw ExplainerError(
            .badParameter, "'\(text)' has not as many tokens here", expected: "\(place.positions.count)",
            found: "\(theirs.count)", remedy: "name tokens that both have, as positions=0,-1")
        }
        lists.append(try fit.numbers(ofWhole: held, positions: theirs, columns: place.columns))
      }
      return .numbers(lists)
    }
  }

  /// A direction of length 1 for each head.
  func directions(
    _ value: Edit.Value, _ places: [ResolvedEdit.Place], _ heads: [Int]
  ) throws(ExplainerError) -> [[Float]] {
    guard case .tensor(let name) = value else {
      throw ExplainerError(.badParameter, "a direction is a tensor", expected: "@FILE:NAME")
    }
    let direction = try tensor(name)
    let width = places.first?.columns.count ?? 0
    if let other = places.first(where: { $0.columns.count != width }) {
      throw ExplainerError(
        .badShape, "no direction fits texts of unequal length", expected: "as many places in each",
        found: "\(width) in text \(places[0].text), \(other.columns.count) in text \(other.text)",
        remedy: "edit one text at a time, with texts=")
    }
    let isPerHead = direction.shape == [heads.count, width] && heads.count > 1
    guard isPerHead || direction.count == width else {
      throw ExplainerError(
        .badShape, "the direction '\(name)' does not fit", expected: "[\(width)]", found: "\(direction.shape)"
      )
    }
    let all = direction.values
    return try heads.indices.map { head throws(ExplainerError) in
      let part = isPerHead ? Array(all[head * width..<(head + 1) * width]) : all
      let length = part.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      guard length > 0, length.isFinite else {
        throw ExplainerError(.badParameter, "the direction '\(name)' has no length", found: "\(length)")
      }
      return part.map { Float(Double($0) / length) }
    }
  }

  /// A number that is one.
  func finite(_ number: Float) throws(ExplainerError) -> Float {
    guard number.isFinite else {
      throw ExplainerError(
        .badParameter, "the number is not finite", expected: "a finite number", found: "\(number)")
    }
    return number
  }

  /// A tensor by its name, finite but for scores of hidden tokens where it is all that the site holds of a text.
  private func tensor(
    _ name: String, at site: SiteDeclaration? = nil, of text: Int = 0
  ) throws(ExplainerError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw ExplainerError(.notFound, "no tensor '\(name)' comes with the pass")
    }
    let isWhole = site.map { $0.hidesScores && tensor.shape == $0.shape(over: inputs[text]) } ?? false
    if let elements = tensor.nonFiniteElements(under: isWhole ? .causal(start: 0) : .none) {
      throw ExplainerError(
        .badParameter, "the tensor '\(name)' is not finite", expected: "finite numbers", found: elements.words
      )
    }
    return tensor
  }
}
