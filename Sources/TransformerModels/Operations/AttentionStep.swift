import Tensors

/// Attention on the tape, text by text: scores and pattern are made again on the way back, a head at a time.
struct AttentionStep: TapeStep {
  /// What one text's attention read.
  struct Look: Sendable {
    let queries: MatrixView
    let keys: MatrixView
    let values: MatrixView
    let mask: AttentionMask
    let positions: DisentangledPositions?
  }

  /// Where what it read is on the tape.
  struct Nodes: Sendable {
    let queries: Tape.Node?
    let keys: Tape.Node?
    let values: Tape.Node?

    var areNone: Bool { queries == nil && keys == nil && values == nil }
  }

  let attend: Attention
  let looks: [Look]
  let nodes: Nodes
  let edits: AttentionEdits
  /// The sites whose gradients are asked for; nil where they are not.
  let scores: SiteID?
  let pattern: SiteID?

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    var row = 0
    var all: [Attention.Gradients] = []
    for (index, look) in looks.enumerated() {
      let mixed = gradient.rows(row..<row + look.queries.rows)
      all.append(back(mixed, look, index, &gradients))
      row += look.queries.rows
    }
    gradients.add(Self.joined(all.map(\.queries)), to: nodes.queries)
    gradients.add(Self.joined(all.map(\.keys)), to: nodes.keys)
    gradients.add(Self.joined(all.map(\.values)), to: nodes.values)
  }

  private func back(
    _ mixed: Tensor, _ look: Look, _ text: Int, _ gradients: inout Gradients
  ) -> Attention.Gradients {
    var kept: (scores: [Tensor], pattern: [Tensor]) = ([], [])
    // The matrix before its edits, which their transposes need; what is recomputed comes before what goes back.
    var before: (scores: Tensor?, pattern: Tensor?) = (nil, nil)
    let throughScores: Attention.HeadEdit = { head, gradient in
      if scores != nil { kept.scores.append(gradient) }
      guard let input = before.scores, !edits.scores.isEmpty else { return }
      edits.transpose(edits.scores, on: &gradient, input: input, head: head, text: text)
    }
    let throughPattern: Attention.HeadEdit = { head, gradient in
      if pattern != nil { kept.pattern.append(gradient) }
      guard let input = before.pattern, !edits.pattern.isEmpty else { return }
      edits.transpose(edits.pattern, on: &gradient, input: input, head: head, text: text)
    }
    let changeScores = edits.changing(edits.scores, of: text)
    let changePattern = edits.changing(edits.pattern, of: text)
    let result = attend.backward(
      mixed, queries: look.queries, keys: look.keys, values: look.values, mask: look.mask,
      positions: look.positions,
      onScores: changeScores.map { change in
        { head, matrix in
          before.scores = matrix
          change(head, &matrix)
        }
      },
      onPattern: changePattern.map { change in
        { head, matrix in
          before.pattern = matrix
          change(head, &matrix)
        }
      },
      throughPatternEdit: pattern != nil || changePattern != nil ? throughPattern : nil,
      throughScoresEdit: scores != nil || changeScores != nil ? throughScores : nil)
    if let scores { gradients.keep(Tensor.stacking(kept.scores), of: text, at: scores) }
    if let pattern { gradients.keep(Tensor.stacking(kept.pattern), of: text, at: pattern) }
    return result
  }

  private static func joined(_ parts: [Tensor]) -> Tensor {
    parts.count == 1 ? parts[0] : Tensor.joiningRows(parts)
  }
}
