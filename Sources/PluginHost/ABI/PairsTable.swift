import CExplainerABI
import ExplainerCore
import ExplainerKit

/// The host's side of the extension `explainer.pairs/1`: two texts read together.
///
/// Written once and never changed, so that sharing it between threads is safe.
struct PairsTable: @unchecked Sendable {
  static let shared = PairsTable()

  let pointer: UnsafePointer<xpl_pairs_v1>

  private init() {
    let table = UnsafeMutablePointer<xpl_pairs_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_pairs_v1(
        tokenize: { _, call, first, second, json in
          HostTable.give(call, json) {
            try $0.model.tokenize(String(strict: first), and: String(strict: second)).json
          }
        }))
    pointer = UnsafePointer(table)
  }
}
