internal import CKernels

/// The gated delta rule: each head has a state, a matrix that what comes first writes into and what comes later reads.
///
/// A row multiplies the state with its decay, looks up what the state holds under its key, writes the difference of that and
/// its value as far as its strength says, and reads what the state holds then under its query:
/// `S ← α S`, `S ← S + k (β (v − Sᵀ k))ᵀ`, `o = Sᵀ q`.
///
/// Source: Yang, Kautz & Hatamizadeh 2024, "Gated Delta Networks", eq. 10; row by row, as `torch_recurrent_gated_delta_rule`
/// of Hugging Face, whose chunks give the same but for rounding.
public struct DeltaRule: Sendable {
  /// H: heads that have a state.
  public let heads: Int
  /// K: heads of queries and keys, of which H / K heads share each.
  public let keyHeads: Int
  /// The width of keys.
  public let keySize: Int
  /// The width of values.
  public let valueSize: Int

  /// A rule for heads of these widths.
  ///
  /// - Precondition: all are above 0, and `keyHeads` divides `heads`.
  public init(heads: Int, keyHeads: Int, keySize: Int, valueSize: Int) {
    precondition(min(keyHeads, keySize, valueSize) > 0 && heads > 0 && heads % keyHeads == 0)
    (self.heads, self.keyHeads, self.keySize, self.valueSize) = (heads, keyHeads, keySize, valueSize)
  }

  /// What the rows of a text say.
  public struct Rows: Sendable {
    /// `[T, K·d]`.
    public let queries: MatrixView
    /// `[T, K·d]`.
    public let keys: MatrixView
    /// `[T, H·v]`.
    public let values: MatrixView
    /// What states are multiplied with, `[T, H]`.
    public let decays: Tensor
    /// How much of a value is written, `[T, H]`.
    public let strengths: Tensor

    /// Puts them together.
    public init(
      queries: MatrixView, keys: MatrixView, values: MatrixView, decays: Tensor, strengths: Tensor
    ) {
      (self.queries, self.keys, self.values) = (queries, keys, values)
      (self.decays, self.strengths) = (decays, strengths)
    }
  }

  /// What rows read, `[T, H·v]`, and the states behind the last, `[H, d, v]`.
  ///
  /// The bits are the same whether rows are given together or one by one.
  ///
  /// - Parameters:
  ///   - rows: what the rows say.
  ///   - states: those before the first row, `[H, d, v]`; nil for zeros.
  /// - Complexity: O(T · H · d · v).
  public func callAsFunction(_ rows: Rows, from states: Tensor? = nil) -> (read: Tensor, states: Tensor) {
    check(rows)
    let (count, width) = (rows.queries.rows, heads * valueSize)
    let after = TensorStorage(count: heads * stateSize) { after in
      states?.withUnsafeElements { known in
        for index in known.indices { after[index] = known[index] }
      }
    }
    let read = TensorStorage(count: count * width)
    let room = TensorStorage(count: width)
    if let after = after.writableElements?.baseAddress, let read = read.writableElements?.baseAddress,
      let room = room.writableElements?.baseAddress
    {
      Crew.deal(heads, among: threads(count)) { _, head in
        withHead(head, of: rows) { part in
          ck_delta_rule(
            &part, count, after + head * stateSize, room + head * valueSize, nil, read + head * valueSize,
            width)
        }
      }
    }
    return (
      Tensor(shape: [count, width], storage: read, offset: 0),
      Tensor(shape: [heads, keySize, valueSize], storage: after, offset: 0)
    )
  }
}

extension DeltaRule {
  /// The numbers in the state of a head.
  package var stateSize: Int { keySize * valueSize }

  /// On how many threads it is worth to share out so many rows.
  func threads(_ rows: Int) -> Int {
    heads * rows * stateSize < MatrixProduct.muchWork ? 1 : Crew.size
  }

  func check(_ rows: Rows) {
    let count = rows.queries.rows
    precondition(
      rows.keys.rows == count && rows.values.rows == count && rows.decays.shape == [count, heads]
        && rows.strengths.shape == [count, heads], "rows of several lengths")
    precondition(
      rows.queries.columns == keyHeads * keySize && rows.keys.columns == keyHeads * keySize
        && rows.values.columns == heads * valueSize, "other widths than the rule's")
  }

  /// Calls `body` with where what one head reads lies, from row `first` on; valid during the call only.
  func withHead(_ head: Int, of rows: Rows, from first: Int = 0, _ body: (inout ck_delta_head) -> Void) {
    let place = head * keyHeads / heads
    _ = rows.queries.withUnsafeBase { queries in
      rows.keys.withUnsafeBase { keys in
        rows.values.withUnsafeBase { values in
          rows.decays.withUnsafeElements { decays in
            rows.strengths.withUnsafeElements { strengths in
              guard let decays = decays.baseAddress, let strengths = strengths.baseAddress else { return }
              var part = ck_delta_head(
                query: queries + first * rows.queries.stride + place * keySize,
                key: keys + first * rows.keys.stride + place * keySize,
                value: values + first * rows.values.stride + head * valueSize,
                decay: decays + first * heads + head, strength: strengths + first * heads + head,
                query_stride: rows.queries.stride, key_stride: rows.keys.stride,
                value_stride: rows.values.stride, gate_stride: heads, key_size: keySize, value_size: valueSize
              )
              body(&part)
            }
          }
        }
      }
    }
  }
}
