// What an edit does to the numbers of one head of one text, `[n, m]` row by row, and its transpose.

extension ResolvedEdit {
  /// The numbers that go into a part of place `index` of head number `order` of those that are edited; nil where there are
  /// none.
  ///
  /// - Parameters:
  ///   - index: the number of the place.
  ///   - order: the number of the head.
  ///   - rows: the part's positions, by their numbers among the place's.
  ///   - columns: its columns, likewise.
  func numbers(_ index: Int, _ order: Int, rows: [Int], columns: [Int]) -> [Float]? {
    let source: Source
    switch change {
    case .set(let given), .add(let given): source = given
    default: return nil
    }
    switch source {
    case .number(let number): return [Float](repeating: number, count: rows.count * columns.count)
    case .numbers(let lists):
      let (list, place) = (lists[index], places[index])
      let width = place.columns.count
      return rows.flatMap { row in
        let first = list.count == width ? 0 : (order * place.positions.count + row) * width
        return columns.map { list[first + $0] }
      }
    case .text: return nil
    }
  }

  /// Changes the numbers.
  ///
  /// - Parameters:
  ///   - numbers: what goes into them.
  ///   - head: the number of the head among those that are edited.
  ///   - columns: m.
  func apply(to block: inout [Float], numbers: [Float]?, _ head: Int, _ columns: Int) {
    switch change {
    case .set: if let numbers { block = Array(numbers.prefix(block.count)) }
    case .add:
      guard let numbers else { return }
      for index in block.indices { block[index] += numbers[index] }
    case .scale, .mean, .remove, .keep: linear(&block, head, columns)
    }
  }

  /// Makes the gradient with respect to the numbers as they were.
  func transpose(_ block: inout [Float], _ head: Int, _ columns: Int) {
    switch change {
    case .set: block = [Float](repeating: 0, count: block.count)
    case .add: break
    // These are their own transposes.
    case .scale, .mean, .remove, .keep: linear(&block, head, columns)
    }
  }

  private func linear(_ block: inout [Float], _ head: Int, _ columns: Int) {
    switch change {
    case .scale(let factor): for index in block.indices { block[index] *= factor }
    case .mean:
      let rows = block.count / max(1, columns)
      for column in 0..<columns {
        let mean =
          stride(from: column, to: block.count, by: columns).reduce(Float(0)) { $0 + block[$1] }
          / Float(max(1, rows))
        for index in stride(from: column, to: block.count, by: columns) { block[index] = mean }
      }
    case .remove(let directions): project(&block, directions[head], keeps: false)
    case .keep(let directions): project(&block, directions[head], keeps: true)
    case .set, .add: break
    }
  }

  /// Takes the part of each row along a direction of length 1, or leaves it alone.
  private func project(_ block: inout [Float], _ direction: [Float], keeps: Bool) {
    for row in stride(from: 0, to: block.count, by: direction.count) {
      var length = 0.0
      for (index, part) in direction.enumerated() { length += Double(block[row + index]) * Double(part) }
      for (index, part) in direction.enumerated() {
        let along = Float(length * Double(part))
        block[row + index] = keeps ? along : block[row + index] - along
      }
    }
  }
}
