/// A weight, or the weights of a part, that a step of the computation reads, and which rows of it.
struct WeightUse: Sendable {
  /// What tells which rows of a table are looked up.
  enum Rows: Sendable {
    case all
    case tokens
    case segments
    /// Those of the positions, behind so many others.
    case positions(offset: Int)
  }

  /// The name the family uses, or the part of it that several share: `h.3.ln_1`.
  let name: String
  let rows: Rows

  init(_ name: String, rows: Rows = .all) {
    self.name = name
    self.rows = rows
  }
}
