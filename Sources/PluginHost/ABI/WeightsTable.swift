import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import JSON
import Tensors

/// The host's side of the extension `explainer.weights/1`: the model's weights where they lie.
enum WeightsTable {
  static let shared = FunctionTable(
    xpl_weights_v1(
      names: { _, call, json in
        HostTable.give(call, json) { JSONValue(try $0.model.weightNames) }
      },
      get: { _, call, name, weight in
        HostTable.perform(call) { call in
          guard let weight else { throw HostTable.missingPointer }
          weight.pointee = call.lend(try call.model.weight(String(strict: name)))
        }
      }))
}
