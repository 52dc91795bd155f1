import ExplainerCore

/// An edit at one site of one pass, or of all passes of a generation, with every list counted out and every number at
/// hand.
struct ResolvedEdit: Sendable {
  /// Where in one text.
  struct Place: Sendable {
    let text: Int
    /// The positions in the text, of the tokens that look.
    let positions: [Int]
    /// The places of the last extent.
    let columns: [Int]
  }

  /// Where the numbers come from.
  enum Source: Sendable {
    case number(Float)
    /// One list a place: head by head, position by position, or as many as a row has, for each of them.
    case numbers([[Float]])
    /// What the site holds of another text of the pass, at these positions for each place.
    case text(Int, positions: [[Int]])
  }

  /// What is done.
  enum Change: Sendable {
    case set(Source)
    case add(Source)
    case scale(Float)
    case mean(Edit.Mean)
    /// Takes out of each row what lies along a direction of length 1, one a head.
    case remove([[Float]])
    /// Leaves of each row what lies along it.
    case keep([[Float]])
  }

  let places: [Place]
  /// Those of H; `[0]` at sites that have none.
  let heads: [Int]
  let change: Change
  /// Whether the rows of a pattern are brought back to a sum of 1.
  let renormalises: Bool

  /// Whether numbers of a row are made of those of other rows.
  var mixesRows: Bool {
    switch change {
    case .mean, .set(.text), .add(.text): true
    case .set, .add, .scale, .remove, .keep: false
    }
  }

  /// Whether both set one number.
  func contradicts(_ other: ResolvedEdit) -> Bool {
    guard case .set = change, case .set = other.change, !Set(heads).isDisjoint(with: other.heads) else {
      return false
    }
    return places.contains { place in
      other.places.contains {
        $0.text == place.text && !Set($0.positions).isDisjoint(with: place.positions)
          && !Set($0.columns).isDisjoint(with: place.columns)
      }
    }
  }
}
