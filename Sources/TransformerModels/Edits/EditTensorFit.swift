import Diagnostics
import ExplainerCore
import Tensors

/// Takes out of a tensor the numbers for the places of an edit, whether it has the shape of the site or of the part of it
/// that is edited.
struct EditTensorFit {
  let site: SiteDeclaration
  let heads: [Int]
  /// What the tensor is called in messages.
  let name: String

  /// The numbers for one text, head by head, position by position, or one row of them for each.
  ///
  /// - Parameter tokens: the tokens that look, of the whole text.
  /// - Throws: `badShape` for a tensor that does not fit.
  func numbers(
    of tensor: Tensor, for place: ResolvedEdit.Place, tokens: Int
  ) throws(ExplainerError) -> [Float] {
    let (H, n, m) = (heads.count, place.positions.count, place.columns.count)
    let hasHeads = site.kind.access != .rows
    let all = tensor.values
    // As the part that is edited, or a row of it for all tokens.
    let part = hasHeads ? [H, n, m] : [n, m]
    if tensor.shape == part || H == 1 && tensor.shape == [n, m] { return all }
    if tensor.shape == [m] || tensor.shape == [1, m] { return all }
    guard tensor.rank == site.shape.count, isWhole(tensor.shape, tokens),
      place.positions.last ?? 0 < tokens
    else {
      throw ExplainerError(
        .badShape, "the tensor '\(name)' does not fit '\(site.site.name)'",
        expected: "\(part), or [\(m)] for each of them", found: "\(tensor.shape)")
    }
    return try numbers(ofWhole: tensor, positions: place.positions, columns: place.columns)
  }

  /// The same of a tensor that a pass left at the whole site.
  ///
  /// - Throws: `badShape` where it has not got some of the columns: keys, where that text was shorter.
  func numbers(ofWhole tensor: Tensor, positions: [Int], columns: [Int]) throws(ExplainerError) -> [Float] {
    let all = tensor.values
    let (rows, width) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
    guard columns.allSatisfy({ $0 < width }) else {
      throw ExplainerError(
        .badShape, "'\(name)' does not fit '\(site.site.name)'",
        expected: "at least \((columns.max() ?? 0) + 1) columns", found: "\(tensor.shape)")
    }
    return (site.kind.access == .rows ? [0] : heads).flatMap { head in
      positions.flatMap { position in columns.map { all[(head * rows + position) * width + $0] } }
    }
  }

  private func isWhole(_ shape: [Int], _ tokens: Int) -> Bool {
    shape[shape.count - 2] == tokens
      && zip(site.shape, shape).allSatisfy { extent, count in
        if case .size(let size) = extent { size == count } else { true }
      }
  }
}

extension SiteDeclaration {
  /// Whether it holds scores of which some are hidden, those of later or far tokens: −∞, whatever an edit makes them.
  var hidesScores: Bool { (isCausal || window != nil) && site.part.hasSuffix("attention.scores") }
}
