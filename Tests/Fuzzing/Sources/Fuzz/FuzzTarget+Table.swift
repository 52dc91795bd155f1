import CExplainerABI
@testable import ExplainerCore
@testable import ExplainerKit
@testable import PluginHost

extension FuzzTarget {
  /// What a plugin calls: one function of the host's tables for each stretch between zero bytes.
  ///
  /// Its first byte says which, bytes of value 1 stand between texts. Pointers are sound, which no host can check;
  /// everything else is not.
  static let table = FuzzTarget("table", largest: 2048) { bytes in
    let call = PluginInvocation(model: Program.model, reporter: SilentReporter())
    guard let pointer = call.lend() else { return }
    for one in bytes.split(separator: 0) {
      let texts = one.dropFirst().split(separator: 1, maxSplits: 2, omittingEmptySubsequences: false).map(
        Array.init)
      guard let which = one.first else { continue }
      TableCall(call: pointer, texts: texts).make(Int(which))
    }
    promise(call.unreleasedTraces == 0, "released traces are gone")
    call.end()
    _ = HostTable.shared.pointer.pointee.model_info?(HostTable.shared.pointer, pointer, nil)
    promise(call.misuse != nil, "a call that has ended is refused")
    if let explanation = call.explanation { _ = try? Explanation(json: .init(parsing: explanation)) }
    call.discard()
  }
}
