import Diagnostics
import ExplainerCore
import Tensors

/// What a decoder-only family provides; `Model` follows from it.
protocol CausalModel: GeneratingModel {
  /// Runs the blocks over `ids`, which stand after the positions in `cache`, and adds them to it.
  ///
  /// - Returns: the states after the final norm, `[T, D]`, or nil if the recorder had all it wanted earlier.
  func states(of ids: [Int], cache: KeyValueCache?, recorder: inout TraceRecorder) -> Tensor?

  /// The final norm, `[N, D]` → `[N, D]`.
  func finalNorm(_ states: Tensor) -> Tensor

  /// The head alone, `[N, D]` → `[N, V]`; nil where the checkpoint has none.
  func logits(of states: Tensor) -> Tensor?
}

extension CausalModel {
  func readable(_ input: ModelInput) throws(ExplainerError) -> ModelInput {
    if input.decoderIDs != nil || input.segments != nil {
      throw ExplainerError(
        .badParameter, "\(info.family) reads one sequence of tokens: it has neither segments nor a decoder")
    }
    try check(input.ids)
    return input
  }

  func pass(over input: ModelInput, recorder: inout TraceRecorder) -> Tensor? {
    let states = timer.measure("forward") { self.states(of: input.ids, cache: nil, recorder: &recorder) }
    if let states, recorder.wants(.logits) {
      recorder.keep(.logits, timer.measure("head") { logits(of: states) })
    }
    return states
  }

  func prompt(of input: ModelInput) -> [Int] { input.ids }

  func adding(_ ids: ArraySlice<Int>, to input: ModelInput) -> ModelInput { ModelInput(ids: input.ids + ids) }

  func decoder(of input: ModelInput, capacity: Int) -> TokenDecoder {
    decoder(behind: KeyValueCache(layers: info.layers, width: info.hiddenSize, capacity: capacity))
  }

  private func decoder(behind cache: KeyValueCache) -> TokenDecoder {
    TokenDecoder { ids in
      var recorder = TraceRecorder([], needsFinalStates: true)
      let states = timer.measure(cache.count == 0 ? "forward" : "decode") {
        self.states(of: ids, cache: cache, recorder: &recorder)
      }
      guard let states else { return Tensor(shape: [0], values: []) }
      return timer.measure("head") { scores(after: states.rows(ids.count - 1..<ids.count)) }
    } fork: {
      decoder(behind: cache.copy())
    }
  }

  func scores(after state: Tensor) -> Tensor {
    logits(of: state)?.slice(0) ?? Tensor(shape: [0], values: [])
  }

  /// The head over states of the residual stream, after the final norm if `normed`.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
    return try finite(headOver: hidden, normed: normed) { hidden in
      timer.measure("head") { logits(of: normed ? finalNorm(hidden) : hidden) }
    }
  }
}
