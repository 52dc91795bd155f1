import CExplainerABI
import ExplainerCore
import ExplainerKit

/// The host's side of the extension `explainer.pairs/1`: two texts read together.
enum PairsTable {
  static let shared = FunctionTable(
    xpl_pairs_v1(
      tokenize: { _, call, first, second, json in
        HostTable.give(call, json) {
          try $0.model.tokenize(String(strict: first), and: String(strict: second)).json
        }
      }))
}
