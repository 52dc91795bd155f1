internal import CKernels
import Glibc

extension DeltaRule {
  /// Gradients with respect to what rows say, in their shapes.
  public struct Gradients: Sendable {
    /// `[T, K·d]`.
    public let queries: Tensor
    /// `[T, K·d]`.
    public let keys: Tensor
    /// `[T, H·v]`.
    public let values: Tensor
    /// `[T, H]`.
    public let decays: Tensor
    /// `[T, H]`.
    public let strengths: Tensor
  }

  /// The gradients of a text that begins with its first row, given that with respect to what was read.
  ///
  /// States are made again: √T of them are held a thread while the others come and go, and as many between two of those.
  ///
  /// - Parameters:
  ///   - dRead: `[T, H·v]`.
  ///   - rows: what the rows said.
  /// - Complexity: O(T · H · d · v); memory O(√T · d · v) a thread.
  public func backward(_ dRead: Tensor, of rows: Rows) -> Gradients {
    check(rows)
    let count = rows.queries.rows
    precondition(dRead.shape == [count, heads * valueSize], "a gradient of \(dRead.shape)")
    func zeros(_ width: Int) -> TensorStorage { TensorStorage(count: count * width, filling: { _ in }) }
    let (queries, keys, values) = (
      zeros(keyHeads * keySize), zeros(keyHeads * keySize), zeros(heads * valueSize)
    )
    let (decays, strengths) = (zeros(heads), zeros(heads))
    let (threads, memory) = (threads(count), memory(count))
    let all = TensorStorage(count: threads * memory)
    if count > 0, let all = all.writableElements?.baseAddress,
      let queries = queries.writableElements?.baseAddress, let keys = keys.writableElements?.baseAddress,
      let values = values.writableElements?.baseAddress, let decays = decays.writableElements?.baseAddress,
      let strengths = strengths.writableElements?.baseAddress
    {
      // Heads that share keys add their gradients up, one after the other.
      Crew.deal(keyHeads, among: threads) { thread, place in
        for head in place * heads / keyHeads..<(place + 1) * heads / keyHeads {
          let to = ck_delta_gradients(
            query: queries + place * keySize, key: keys + place * keySize, value: values + head * valueSize,
            decay: decays + head, strength: strengths + head, key_stride: keyHeads * keySize,
            value_stride: heads * valueSize, gate_stride: heads)
          goBack(head, dRead, rows, to, in: all + thread * memory)
        }
      }
    }
    func tensor(_ storage: TensorStorage, _ width: Int) -> Tensor {
      Tensor(shape: [count, width], storage: storage, offset: 0)
    }
    return Gradients(
      queries: tensor(queries, keyHeads * keySize), keys: tensor(keys, keyHeads * keySize),
      values: tensor(values, heads * valueSize), decays: tensor(decays, heads),
      strengths: tensor(strengths, heads))
  }

  /// How many rows stand between two states that are held.
  private func stretch(_ count: Int) -> Int { max(1, Int(Double(count).squareRoot().rounded(.up))) }

  /// The numbers a thread works with: a state and its gradient, the states that are held, those of a stretch, and small
  /// change.
  package func memory(_ count: Int) -> Int {
    let stretch = stretch(count)
    return (2 + (count + stretch - 1) / stretch + stretch) * stateSize + 4 * valueSize
  }

  private func goBack(
    _ head: Int, _ dRead: Tensor, _ rows: Rows, _ to: ck_delta_gradients,
    in memory: UnsafeMutablePointer<Float>
  ) {
    let (count, stretch) = (rows.queries.rows, stretch(rows.queries.rows))
    let (state, after, trail) = (memory, memory + stateSize, memory + 2 * stateSize)
    let held = trail + stretch * stateSize
    let starts = Array(stride(from: 0, to: count, by: stretch))
    let room = held + starts.count * stateSize
    state.update(repeating: 0, count: stateSize)
    after.update(repeating: 0, count: stateSize)
    for (index, start) in starts.enumerated() {
      (held + index * stateSize).update(from: state, count: stateSize)
      withHead(head, of: rows, from: start) {
        ck_delta_rule(&$0, min(stretch, count - start), state, room, nil, nil, 0)
      }
    }
    dRead.withUnsafeElements { dRead in
      guard let dRead = dRead.baseAddress else { return }
      for (index, start) in starts.enumerated().reversed() {
        let length = min(stretch, count - start)
        state.update(from: held + index * stateSize, count: stateSize)
        var to = to.advanced(by: start)
        withHead(head, of: rows, from: start) { part in
          ck_delta_rule(&part, length, state, room, trail, nil, 0)
          ck_delta_rule_backward(
            &part, length, trail, dRead + start * heads * valueSize + head * valueSize, heads * valueSize,
            after,
            room, &to)
        }
      }
    }
  }
}

extension ck_delta_gradients {
  /// The same from a later row on.
  fileprivate func advanced(by rows: Int) -> ck_delta_gradients {
    var later = self
    later.query += rows * key_stride
    later.key += rows * key_stride
    later.value += rows * value_stride
    later.decay += rows * gate_stride
    later.strength += rows * gate_stride
    return later
  }
}
