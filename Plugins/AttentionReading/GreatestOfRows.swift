import Tensors

/// The greatest numbers of every row of a tensor.
struct GreatestOfRows {
  /// The places in their rows, greatest number first, `count` a row; 65535 where a row has fewer above 0.
  let indices: [UInt16]
  /// The numbers there; 0 where there is none.
  let values: [Float]
  /// What the rest of each row sums to.
  let rests: [Float]

  /// - Parameters:
  ///   - tensor: `[…, columns]`, at most 65,535 columns, no number below 0.
  ///   - count: how many of a row to keep.
  /// - Complexity: O(elements) for rows in random order.
  init(_ tensor: Tensor, count: Int) {
    let columns = tensor.shape.last ?? 1
    let rows = columns > 0 ? tensor.count / columns : 0
    var indices = [UInt16](repeating: .max, count: rows * count)
    var values = [Float](repeating: 0, count: rows * count)
    var rests = [Float](repeating: 0, count: rows)
    tensor.withUnsafeElements { elements in
      for row in 0..<rows {
        let (start, first) = (row * columns, row * count)
        var (kept, least, sum) = (0, Float(0), Float(0))
        for column in 0..<columns {
          let value = elements[start + column]
          sum += value
          guard value > least else { continue }
          // Insertion from behind; of equal numbers the earlier stays in front.
          var place = first + min(kept, count - 1)
          while place > first, values[place - 1] < value {
            values[place] = values[place - 1]
            indices[place] = indices[place - 1]
            place -= 1
          }
          values[place] = value
          indices[place] = UInt16(truncatingIfNeeded: column)
          kept = min(kept + 1, count)
          if kept == count { least = values[first + count - 1] }
        }
        rests[row] = max(0, sum - values[first..<first + count].reduce(0, +))
      }
    }
    (self.indices, self.values, self.rests) = (indices, values, rests)
  }
}
