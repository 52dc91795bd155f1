import Tensors

// Operations that work row by row, whatever text a row belongs to. R rows.

extension Pass {
  /// `[R, in]` → `[R, out]`.
  mutating func linear(_ map: Linear, _ x: Flow) -> Flow {
    Flow(map(x.tensor), node: record(x.node) { LinearStep(map: map, x: $0) })
  }

  /// `[R, C]` → `[R, C]`.
  mutating func norm(_ norm: Norm, _ x: Flow) -> Flow {
    Flow(norm(x.tensor), node: record(x.node) { NormStep(norm: norm, x: $0, input: x.tensor) })
  }

  /// Applies a function to every number, in place where nobody else holds them.
  mutating func activate(_ function: Activation, _ x: inout Flow) {
    x.node = record(x.node) { ActivationStep(function: function, x: $0, input: x.tensor) }
    x.tensor.apply(function)
  }

  /// Adds rows to others, in place where nobody else holds them.
  mutating func add(_ term: consuming Flow, to sum: inout Flow) {
    let (first, second) = (sum.node, term.node)
    sum.node = record(first ?? second) { _ in SumStep(first: first, second: second) }
    sum.tensor += term.tensor
  }

  /// Multiplies rows with others, number by number.
  mutating func multiply(_ x: inout Flow, by factor: Flow) {
    x.node = record(x.node ?? factor.node) { _ in
      ProductStep(first: (x.node, x.tensor), second: (factor.node, factor.tensor))
    }
    x.tensor *= factor.tensor
  }

  /// Multiplies every number with one.
  mutating func scale(_ x: inout Flow, by factor: Float) {
    x.node = record(x.node) { ScaleStep(x: $0, factor: factor) }
    x.tensor.scale(by: factor)
  }

  /// Some of the rows, by number: `[R, C]` → `[indices, C]`.
  mutating func rows(_ indices: [Int], of x: Flow) -> Flow {
    let node = record(x.node) { RowsStep(x: $0, indices: indices, count: x.tensor.shape[0]) }
    guard let first = indices.first, indices == Array(first..<first + indices.count) else {
      return Flow(x.tensor.gatheringRows(indices), node: node)
    }
    return Flow(x.tensor.rows(first..<first + indices.count), node: node)
  }

  /// The mean of some neighbouring rows, several times: `[R, C]` → `[ranges, C]`.
  mutating func means(_ ranges: [Range<Int>], of x: Flow) -> Flow {
    let (count, width) = (x.tensor.shape[0], x.tensor.shape[1])
    let rows = ranges.map { range in
      var mean = Tensor(shape: [1, width], filling: { _ in })
      mean.addRows(x.tensor.rows(range), to: [Int](repeating: 0, count: range.count))
      mean.scale(by: 1 / Float(range.count))
      return mean
    }
    return Flow(
      Tensor.joiningRows(rows), node: record(x.node) { MeansStep(x: $0, ranges: ranges, count: count) })
  }

  /// Some of the columns as heads side by side, not copied: `[R, C]` → `[R, count·d]`.
  mutating func heads(_ count: Int, of x: Flow, columns: Range<Int>) -> HeadRows {
    let width = x.tensor.shape[1]
    let node = record(x.node) { ColumnsStep(x: $0, columns: columns, width: width) }
    return HeadRows(rows: x.tensor.columns(columns), count: count, node: node)
  }

  /// Norms heads of queries or keys, `[R, H·d]`.
  mutating func norm(_ norm: HeadNorm, _ x: inout HeadRows) {
    let input = x.rows.dense
    let node = record(x.node) { HeadNormStep(norm: norm, x: $0, input: input) }
    x = HeadRows(rows: norm(input).matrix, count: x.count, node: node)
  }

  /// Keeps every number within ±`cap`, smoothly.
  mutating func softcap(_ x: inout Flow, _ cap: Float) {
    x.tensor.softcap(cap)
    let capped = x.tensor
    x.node = record(x.node) { SoftcapStep(cap: cap, x: $0, capped: capped) }
  }

  /// Cuts every number off at the ends of a range.
  mutating func clamp(_ x: inout Flow, to range: ClosedRange<Float>) {
    let input = x.tensor
    x.tensor = input.clamped(to: range)
    x.node = record(x.node) { ClampStep(range: range, x: $0, input: input) }
  }

  /// Cuts every number of heads off at ±`limit`.
  mutating func clamp(_ x: inout HeadRows, to limit: Float) {
    var rows = Flow(x.rows.dense, node: x.node)
    clamp(&rows, to: -limit...limit)
    x = rows.heads(x.count)
  }

  /// Puts a step on the tape where something that is differentiated leads to `input`.
  mutating func record(_ input: Tape.Node?, _ step: (Tape.Node) -> some TapeStep) -> Tape.Node? {
    guard let input else { return nil }
    return tape?.push(step(input))
  }
}
