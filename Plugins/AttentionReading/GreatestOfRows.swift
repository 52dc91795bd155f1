import Tensors

/// The greatest numbers of every row of a tensor, and what is true of the others as a whole.
struct GreatestOfRows {
  /// The columns in their rows, greatest number first, `count` a row; 65535 where a row has fewer above 0.
  private(set) var indices: [UInt16] = []
  /// The numbers there; 0 where there is none.
  private(set) var values: [Float] = []
  /// What the others of each row sum to.
  private(set) var rests = Sums()
  /// The same with every number times the norm of its column; empty without norms.
  private(set) var normRests = Sums()
  /// What each column sums to over the rows, all numbers counted, `[slices, columns]`.
  private(set) var received = Sums()

  /// Sums, those of tokens that a page can hide apart.
  struct Sums {
    /// Over what always stands there.
    var shown: [Float] = []
    /// Over what can be hidden.
    var hidden: [Float] = []
  }

  /// - Parameters:
  ///   - tensor: `[slices, rows, columns]`, at most 65,535 columns, no number below 0.
  ///   - count: how many of a row to keep.
  ///   - hideable: which rows and columns are of tokens that a page can hide.
  ///   - norms: `[slices, columns]`.
  /// - Complexity: O(elements) for rows in random order.
  init(_ tensor: Tensor, count: Int, hideable: HideableTokens, norms: Tensor? = nil) {
    let (slices, rows, columns) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    let hiddenColumns = hideable.keys.indices.filter { hideable.keys[$0] }
    var greatest = GreatestNumbers(count: count)
    for slice in 0..<slices {
      let norms = norms?.slice(slice)
      tensor.slice(slice).withUnsafeElements { elements in
        for row in 0..<rows {
          let row = UnsafeBufferPointer(rebasing: elements[row * columns..<(row + 1) * columns])
          greatest.choose(from: row)
          indices += greatest.columns.map { UInt16(truncatingIfNeeded: $0) }
          values += greatest.values
          indices += repeatElement(.max, count: count - greatest.values.count)
          values += repeatElement(0, count: count - greatest.values.count)
          sumOthers(of: row, than: greatest.columns, hiddenColumns, norms)
        }
        receive(elements, rows: hideable.queries, columns: columns)
      }
    }
  }

  /// Sums what of `row` is not in `kept`.
  ///
  /// Nothing is subtracted, so that small sums stay true.
  private mutating func sumOthers(
    of row: UnsafeBufferPointer<Float>, than kept: [Int], _ hidden: [Int], _ norms: Tensor?
  ) {
    func sums(_ number: (Int) -> Float) -> (shown: Float, hidden: Float) {
      let kept = kept.sorted()
      var (shown, rest, start) = (Float(0), Float(0), 0)
      for end in (kept + hidden).sorted() + [row.count] where end >= start {
        for column in start..<end { shown += number(column) }
        start = end + 1
      }
      for column in hidden where !kept.contains(column) { rest += number(column) }
      return (shown, rest)
    }
    let plain = sums { row[$0] }
    rests.shown.append(plain.shown)
    rests.hidden.append(plain.hidden)
    guard let norms else { return }
    let normed = norms.withUnsafeElements { norms in sums { row[$0] * norms[$0] } }
    normRests.shown.append(normed.shown)
    normRests.hidden.append(normed.hidden)
  }

  /// Sums the columns of a slice over its rows, of which some can be hidden.
  private mutating func receive(_ elements: UnsafeBufferPointer<Float>, rows: [Bool], columns: Int) {
    func sums(_ isHidden: Bool) -> [Float] {
      Tensor(shape: [columns]) { out in
        for row in rows.indices where rows[row] == isHidden {
          let start = row * columns
          for column in 0..<columns { out[column] += elements[start + column] }
        }
      }.values
    }
    received.shown += sums(false)
    received.hidden += sums(true)
  }
}
