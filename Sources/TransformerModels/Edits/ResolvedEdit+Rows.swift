import ExplainerCore
import Tensors

// Edits of rows, `[R, H·d]`, and of what a derivative makes of them on its way back.

extension ResolvedEdit {
  /// Changes the rows that are taken hold of.
  ///
  /// - Parameters:
  ///   - heads: H, side by side.
  ///   - layout: which rows belong to which text.
  func apply(to x: inout Tensor, heads: Int, _ layout: RowLayout) {
    work(on: &x, heads, layout) { blocks, others, grids, head in
      if case .mean(.texts) = change { return Self.average(&blocks) }
      for (index, grid) in grids.enumerated() where !grid.rows.isEmpty {
        let columns = grid.columns.count
        apply(
          to: &blocks[index],
          numbers: others?[index] ?? numbers(index, head, rows: grid.orders, columns: Array(0..<columns)),
          head, columns)
      }
    }
  }

  /// Makes the gradient with respect to the rows as they were of that with respect to the rows as they became.
  func transpose(on gradient: inout Tensor, heads: Int, _ layout: RowLayout) {
    if let (source, positions, isSet) = otherText {
      return giveBack(&gradient, heads, layout, source, positions, isSet: isSet)
    }
    work(on: &gradient, heads, layout) { blocks, _, grids, head in
      if case .mean(.texts) = change { return Self.average(&blocks) }
      for index in blocks.indices { transpose(&blocks[index], head, grids[index].columns.count) }
    }
  }

  /// Takes out the numbers of each place, a head at a time, has them changed and puts them back.
  private func work(
    on x: inout Tensor, _ heads: Int, _ layout: RowLayout,
    _ body: (_ blocks: inout [[Float]], _ others: [[Float]]?, _ grids: [Grid], _ head: Int) -> Void
  ) {
    let width = x.shape[1] / heads
    for (order, head) in self.heads.enumerated() {
      let grids = places.map { grid($0.text, $0.positions, $0.columns, head * width, layout) }
      let others = otherText.map { source, positions, _ in
        zip(places, positions).map { place, positions in
          let grid = grid(source, positions, place.columns, head * width, layout)
          return x.elements(rows: grid.rows, columns: grid.columns)
        }
      }
      var blocks = grids.map { x.elements(rows: $0.rows, columns: $0.columns) }
      body(&blocks, others, grids, order)
      for (grid, block) in zip(grids, blocks) where !grid.rows.isEmpty {
        x.setElements(rows: grid.rows, columns: grid.columns, to: block)
      }
    }
  }

  /// What was read from another text is what its gradient gets.
  private func giveBack(
    _ gradient: inout Tensor, _ heads: Int, _ layout: RowLayout, _ source: Int, _ positions: [[Int]],
    isSet: Bool
  ) {
    let width = gradient.shape[1] / heads
    for head in self.heads {
      let owns = places.map { grid($0.text, $0.positions, $0.columns, head * width, layout) }
      // All before any is changed: the text that is read may be one of those that are edited.
      let given = owns.map { gradient.elements(rows: $0.rows, columns: $0.columns) }
      if isSet {
        for (own, given) in zip(owns, given) {
          gradient.setElements(
            rows: own.rows, columns: own.columns, to: [Float](repeating: 0, count: given.count))
        }
      }
      for (index, positions) in positions.enumerated() {
        let other = grid(source, positions, places[index].columns, head * width, layout)
        var sum = gradient.elements(rows: other.rows, columns: other.columns)
        for element in sum.indices { sum[element] += given[index][element] }
        gradient.setElements(rows: other.rows, columns: other.columns, to: sum)
      }
    }
  }

  private var otherText: (source: Int, positions: [[Int]], isSet: Bool)? {
    switch change {
    case .set(.text(let source, let positions)): (source, positions, true)
    case .add(.text(let source, let positions)): (source, positions, false)
    default: nil
    }
  }

  /// The part of a place that a pass has the rows of.
  private struct Grid {
    let rows: [Int]
    let columns: [Int]
    /// The numbers of the rows among the place's positions.
    let orders: [Int]
  }

  private func grid(
    _ text: Int, _ positions: [Int], _ columns: [Int], _ first: Int, _ layout: RowLayout
  ) -> Grid {
    let rows = Place.rows(positions, in: layout.texts[text])
    return Grid(rows: rows.indices, columns: columns.map { first + $0 }, orders: rows.orders)
  }

  /// Makes all blocks their mean, number by number.
  private static func average(_ blocks: inout [[Float]]) {
    guard let first = blocks.first else { return }
    let mean = first.indices.map { index in
      blocks.reduce(Float(0)) { $0 + $1[index] } / Float(blocks.count)
    }
    blocks = blocks.map { _ in mean }
  }
}
