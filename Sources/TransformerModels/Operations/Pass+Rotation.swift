import Tensors

extension Pass {
  /// Rows that are turned alike.
  struct Turn: Sendable {
    let rows: Range<Int>
    let rotary: Rotary
    /// Of each of the rows.
    let positions: [Int]
  }

  /// Turns each head of queries or keys by its row's position, `[R, H·d]`.
  mutating func rotate(_ x: inout HeadRows, _ plan: RotaryPlan) {
    let heads = x.count
    let turns = turns(plan)
    let turned = Self.turned(x.rows.dense, turns, heads: heads)
    let node = record(x.node) { RotationStep(turns: turns, x: $0, heads: heads) }
    x = HeadRows(rows: turned.matrix, count: heads, node: node)
  }

  private func turns(_ plan: RotaryPlan) -> [Turn] {
    switch plan {
    case .fixed(let rotary):
      [Turn(rows: 0..<layout.count, rotary: rotary, positions: layout.positions)]
    case .byLength(let rule):
      layout.texts.map { text in
        let end = text.start + text.rows.count
        return Turn(rows: text.rows, rotary: rule.rotary(end), positions: Array(text.start..<end))
      }
    }
  }

  static func turned(_ x: Tensor, _ turns: [Turn], heads: Int, inverted: Bool = false) -> Tensor {
    var parts: [Tensor] = []
    for turn in turns {
      var part = turns.count == 1 ? x : x.rows(turn.rows)
      (inverted ? turn.rotary.inverted : turn.rotary).rotate(&part, heads: heads, positions: turn.positions)
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : Tensor.joiningRows(parts)
  }
}
