import Synchronization

/// The calls that plugins hold, by the number each is known by.
///
/// A thread of a plugin may use the number for ever, long after its call. It is then refused, and nothing is kept for that.
final class LentCalls: Sendable {
  static let shared = LentCalls()

  // `@unchecked Sendable`: what it refers to is used as `PluginInvocation` says.
  private struct Lent: @unchecked Sendable {
    weak var call: PluginInvocation?
  }
  private struct State {
    var last: UInt = 0
    var calls: [UInt: Lent] = [:]
  }

  /// Numbers are multiples of this, as pointers are.
  private static let step: UInt = 16
  private let state = Mutex(State())

  /// A number for a call, until it is forgotten.
  func add(_ call: PluginInvocation) -> UInt {
    let lent = Lent(call: call)
    return state.withLock { state in
      state.last += Self.step
      state.calls[state.last] = lent
      return state.last
    }
  }

  /// The call of a number; nil for one that is no longer there, or never was.
  subscript(number: UInt) -> PluginInvocation? {
    let lent = state.withLock { $0.calls[number] }
    return lent?.call
  }

  /// Gives up a number, which no other call ever gets.
  func forget(_ number: UInt) { state.withLock { _ = $0.calls.removeValue(forKey: number) } }
}
