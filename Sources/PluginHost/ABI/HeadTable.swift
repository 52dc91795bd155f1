import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import Tensors

/// The host's side of the extension `explainer.head/1`: scores of chosen tokens, or the best, without those of all.
enum HeadTable {
  static let shared = FunctionTable(
    xpl_head_v1(
      scores: { _, call, hidden, normed, ids, count, scores, capacity in
        HostTable.perform(call) { call in
          guard let hidden, let ids, let scores else { throw HostTable.missingPointer }
          let states = try HeadTable.states(hidden.pointee)
          let needed = try HeadTable.room(states.shape[0], count, capacity)
          let list = UnsafeBufferPointer(start: ids, count: count).map { Int($0) }
          let found = try call.model.scores(of: list, for: states, normed: normed != 0)
          found.withUnsafeElements { elements in
            if let base = elements.baseAddress { scores.update(from: base, count: needed) }
          }
        }
      },
      best: { _, call, hidden, normed, count, ids, scores, capacity in
        HostTable.perform(call) { call in
          guard let hidden, let ids, let scores else { throw HostTable.missingPointer }
          let states = try HeadTable.states(hidden.pointee)
          _ = try HeadTable.room(states.shape[0], count, capacity)
          guard count <= call.model.info.vocabularySize else {
            throw ExplainerError(
              .badParameter, "there are not as many tokens",
              expected: "at most \(call.model.info.vocabularySize)",
              found: "\(count)")
          }
          let found = try call.model.best(count, for: states, normed: normed != 0).flatMap(\.self)
          for (index, token) in found.enumerated() {
            ids[index] = Int64(token.id)
            scores[index] = token.score
          }
        }
      }))

  private static func states(_ view: xpl_tensor) throws -> Tensor {
    let states = try Tensor(copying: view, named: "hidden")
    guard states.rank == 2 else {
      throw ExplainerError(.badShape, "the head takes rows of the residual stream", found: "\(states.shape)")
    }
    if let elements = states.nonFiniteElements() {
      throw ExplainerError(
        .pluginFault, "the plugin passed states to the head that are not finite", found: elements.words)
    }
    return states
  }

  /// How many answers there are; throws where the plugin's memory has no room for just those.
  private static func room(_ states: Int, _ tokens: Int, _ capacity: Int) throws(ExplainerError) -> Int {
    let (count, overflow) = states.multipliedReportingOverflow(by: tokens)
    guard tokens > 0, !overflow, count == capacity else {
      throw ExplainerError(
        .badShape, "the buffer for scores holds \(UInt(bitPattern: capacity))",
        expected: "\(states) states by \(UInt(bitPattern: tokens)) tokens")
    }
    return count
  }
}
