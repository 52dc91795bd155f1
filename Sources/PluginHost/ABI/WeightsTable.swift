import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import JSON
import Tensors

/// The host's side of the extension `explainer.weights/1`: the model's weights where they lie.
///
/// Written once and never changed, so that sharing it between threads is safe.
struct WeightsTable: @unchecked Sendable {
  static let shared = WeightsTable()

  let pointer: UnsafePointer<xpl_weights_v1>

  private init() {
    let table = UnsafeMutablePointer<xpl_weights_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_weights_v1(
        names: { _, call, json in
          HostTable.give(call, json) { JSONValue(try $0.model.weightNames) }
        },
        get: { _, call, name, weight in
          HostTable.perform(call) { call in
            guard let weight else { throw HostTable.missingPointer }
            weight.pointee = call.lend(try call.model.weight(String(strict: name)))
          }
        }))
    pointer = UnsafePointer(table)
  }
}
