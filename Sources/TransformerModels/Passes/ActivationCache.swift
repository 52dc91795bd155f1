public import ExplainerCore
import Synchronization
import Tensors

/// Remembers the forward passes of one model, so that calls that look into the same input share one.
///
/// A pass is made where one over the very same input is not remembered, or lacks a site that is asked for; it captures
/// what is expected to be asked for next along with that, and is remembered with the state that generating goes on
/// from. What is given out is bit for bit what passes of their own would give: capturing changes no number.
///
/// Bounded in bytes and in inputs; the least recently used go first.
public final class ActivationCache: Sendable {
  private struct Remembered {
    let input: ModelInput
    var tensors: [Site: Tensor] = [:]
    var lastState: Tensor?

    var byteCount: Int {
      tensors.values.reduce(lastState?.count ?? 0) { $0 + $1.count } * MemoryLayout<Float>.size
    }
  }
  private struct Decoding {
    let input: ModelInput
    let options: GenerationOptions
    let result: Continuation.Result
  }
  private struct State {
    /// The least recently used first.
    var passes: [Remembered] = []
    var decodings: [Decoding] = []
    /// The last patterns of sites that were expected, and what they match: many calls expect the same.
    var expected: (patterns: Set<SitePattern>, sites: Set<Site>) = ([], [])
  }

  let model: TransformerModel
  private let limit: Int
  private let inputs: Int
  private let state = Mutex(State())

  /// A memory for the passes of `model`; nil for a model that is not one of this module's.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - limit: how many bytes it may hold.
  ///   - inputs: how many inputs it may hold.
  public init?(_ model: any Model, limit: Int, inputs: Int = 8) {
    guard let model = model as? TransformerModel else { return nil }
    self.model = model
    self.limit = limit
    self.inputs = inputs
  }

  /// The bytes of all that is remembered.
  public var byteCount: Int { state.withLock { $0.passes.reduce(0) { $0 + $1.byteCount } } }

  /// The model, with passes from here.
  ///
  /// - Parameter sites: what others are going to ask of the same inputs; what fits no site is passed over.
  public func model(expecting sites: [SitePattern] = []) -> any Model {
    SharingModel(model: model, passes: self, expected: Set(sites))
  }

  /// A pass over `input`, remembered or made, with the `wanted` sites and no others.
  func pass(
    over input: ModelInput, capturing wanted: Set<Site>, toEnd: Bool,
    expecting patterns: Set<SitePattern>
  ) -> ForwardPass {
    var known = take(input)
    defer { remember(known) }
    let missing = wanted.subtracting(known.tensors.keys)
    let lacksEnd = toEnd && known.lastState == nil
    guard !missing.isEmpty || lacksEnd else { return forwardPass(known, wanted) }

    let expected = sites(matching: patterns)
    let all = missing.union(expected.subtracting(known.tensors.keys))
    let allSize = model.byteCount(of: all, over: input)
    let isRoomForAll = known.byteCount + allSize <= limit
    let captured = isRoomForAll ? all : missing
    // Before the pass, which needs the memory; one that is too large to be remembered has all of it to itself.
    let size = isRoomForAll ? allSize : model.byteCount(of: missing, over: input)
    forget(untilRoomFor: known.byteCount + size)
    let made = model.pass(
      over: input, capturing: captured, toEnd: lacksEnd || isRoomForAll && !expected.isEmpty)
    for entry in made.trace.entries { known.tensors[entry.site] = entry.tensor }
    known.lastState = known.lastState ?? made.lastState
    return forwardPass(known, wanted)
  }

  /// How `input` goes on, remembered or decoded.
  func decoding(
    of input: ModelInput, _ options: GenerationOptions, _ decode: () throws -> Continuation.Result
  ) rethrows -> Continuation.Result {
    let found = state.withLock { state -> Continuation.Result? in
      guard let index = state.decodings.firstIndex(where: { $0.input == input && $0.options == options })
      else { return nil }
      let found = state.decodings.remove(at: index)
      state.decodings.append(found)
      return found.result
    }
    if let found { return found }
    let result = try decode()
    state.withLock { state in
      state.decodings.append(Decoding(input: input, options: options, result: result))
      state.decodings.removeFirst(max(0, state.decodings.count - inputs))
    }
    return result
  }

  private func sites(matching patterns: Set<SitePattern>) -> Set<Site> {
    if let known = state.withLock({ $0.expected.patterns == patterns ? $0.expected.sites : nil }) {
      return known
    }
    let sites = Set(model.catalog.sites.filter { site in patterns.contains { $0.matches(site) } })
    state.withLock { $0.expected = (patterns, sites) }
    return sites
  }

  /// What is known of `input`, taken out.
  private func take(_ input: ModelInput) -> Remembered {
    state.withLock { state in
      let index = state.passes.firstIndex { $0.input == input }
      return index.map { state.passes.remove(at: $0) } ?? Remembered(input: input)
    }
  }

  private func remember(_ pass: Remembered) {
    let size = pass.byteCount
    guard size <= limit else { return }
    state.withLock { state in
      state.passes.removeAll { $0.input == pass.input }
      Self.forget(&state, untilRoomFor: size, limit, inputs)
      state.passes.append(pass)
    }
  }

  private func forget(untilRoomFor size: Int) {
    state.withLock { Self.forget(&$0, untilRoomFor: size, limit, inputs) }
  }

  /// Forgets inputs until there is room for one more of `size` bytes, or none is left.
  private static func forget(_ state: inout State, untilRoomFor size: Int, _ limit: Int, _ inputs: Int) {
    var total = state.passes.reduce(size) { $0 + $1.byteCount }
    while !state.passes.isEmpty, total > limit || state.passes.count >= inputs {
      total -= state.passes.removeFirst().byteCount
    }
  }

  /// The `wanted` sites of what is known, in the order of the computation.
  private func forwardPass(_ known: Remembered, _ wanted: Set<Site>) -> ForwardPass {
    let entries = model.catalog.sites.compactMap { site in
      wanted.contains(site) ? known.tensors[site].map { (site, $0) } : nil
    }
    return ForwardPass(trace: Trace(entries), lastState: known.lastState)
  }
}
