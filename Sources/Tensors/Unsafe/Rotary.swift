internal import CKernels
import Glibc

/// Rotary position embedding: turns pairs of a head's dimensions by angles that grow with the position.
///
/// Pair `i` turns by `position · frequencies[i]`: `(a, b)` becomes `(a·cos − b·sin, b·cos + a·sin)`. Dimensions
/// of a head before `first` and beyond the `size` that follow stay as they are.
///
/// Source: Su et al. 2021, eq. 34; pairs as `apply_rotary_pos_emb` of Hugging Face's Llama, or of its GPT-J where
/// interleaved. Angles are rounded to single precision as there, their cosines and sines are those of glibc's `cosf`
/// and `sinf`, which like PyTorch's are within one unit in the last place.
public struct Rotary: Sendable {
  /// What each pair turns by at position 1, in radians.
  public let frequencies: [Float]
  /// Whether pairs are neighbours, (0, 1), (2, 3), …, rather than (i, i + size / 2).
  public let isInterleaved: Bool
  /// What cosines and sines are multiplied with; 1 but for contexts made longer afterwards (YaRN).
  public let attentionFactor: Float
  /// The first dimension of a head that is turned.
  public let first: Int
  private var isInverted = false

  /// A rotation of `2 · frequencies.count` dimensions of each head, from `first` on.
  public init(frequencies: [Float], isInterleaved: Bool = false, attentionFactor: Float = 1, first: Int = 0) {
    self.first = first
    self.frequencies = frequencies
    self.isInterleaved = isInterleaved
    self.attentionFactor = attentionFactor
  }

  /// How many dimensions of a head are turned.
  public var size: Int { 2 * frequencies.count }

  /// The same of dimensions from another one on.
  public func beginning(at first: Int) -> Rotary {
    Rotary(
      frequencies: frequencies, isInterleaved: isInterleaved, attentionFactor: attentionFactor, first: first)
  }

  /// The rotation by the opposite angles, with the same factor: the backward rule, for it is the transpose.
  public var inverted: Rotary {
    var other = self
    other.isInverted.toggle()
    return other
  }

  /// Turns queries or keys in place, `[R, H·d]`, row `r` standing at `positions[r]`.
  ///
  /// - Precondition: one position a row; the heads divide the columns and are at least `first + size` wide.
  public func rotate(_ x: inout Tensor, heads: Int, positions: [Int]) {
    precondition(x.rank == 2 && x.shape[0] == positions.count, "\(positions.count) positions for \(x.shape)")
    let columns = x.shape[1]
    let width = columns / heads
    precondition(width * heads == columns && width >= first + size, "\(columns) columns for \(heads) heads")
    let pairs = frequencies.count
    let (order, cosines, sines) = tables(positions)
    x.update { elements in
      guard let base = elements.baseAddress else { return }
      for (row, place) in order.enumerated() {
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            guard let cosines = cosines.baseAddress, let sines = sines.baseAddress else { return }
            ck_rotate_row(
              base + row * columns + first, heads, width, cosines + place * pairs, sines + place * pairs,
              pairs,
              isInterleaved ? 1 : 0)
          }
        }
      }
    }
  }

  /// Cosines and sines of every position there is, one row of pairs each, and which of the rows a position has.
  private func tables(_ positions: [Int]) -> (order: [Int], cosines: [Float], sines: [Float]) {
    var places: [Int: Int] = [:]
    var order: [Int] = []
    var (cosines, sines): ([Float], [Float]) = ([], [])
    for position in positions {
      if let place = places[position] {
        order.append(place)
        continue
      }
      order.append(places.count)
      places[position] = places.count
      for frequency in frequencies {
        let angle = Float(position) * frequency
        cosines.append(cosf(angle) * attentionFactor)
        sines.append((isInverted ? -sinf(angle) : sinf(angle)) * attentionFactor)
      }
    }
    return (order, cosines, sines)
  }
}
