import Diagnostics
import Dispatch
import JSON
import Sandbox
import Synchronization

/// The runs of a session: a few at once, the others waiting in order, any of them to be cancelled.
final class SessionQueue: Sendable {
  /// A run: it gets what cancels it, and gives what says what came of it.
  typealias Work = @Sendable (Cancellation) -> @Sendable () -> Void

  private struct Entry {
    let id: JSONValue
    let cancellation: Cancellation
    let work: Work
  }
  private struct State {
    var waiting: [Entry] = []
    var running: [Entry] = []
  }

  private let atOnce: Int
  private let state = Mutex(State())
  private let group = DispatchGroup()
  private let startThread: @Sendable (@escaping @Sendable () -> Void) -> Bool

  /// A queue of which so many runs go on at once, each on a thread that `startThread` starts, if it can.
  init(
    atOnce: Int,
    startThread: @escaping @Sendable (@escaping @Sendable () -> Void) -> Bool = { OtherThread.start($0) }
  ) {
    self.atOnce = max(1, atOnce)
    self.startThread = startThread
  }

  /// Takes a run: `work` is called once, and what it gives once the id is free again.
  ///
  /// (Who is answered may ask anew at once.) It is called on another thread; where no thread is to be had, and none goes on, it is called on this one.
  ///
  /// - Throws: `badParameter` where a run of the same id is not yet done.
  func add(_ id: JSONValue, _ work: @escaping Work) throws(ExplainerError) {
    let cancellation = try Cancellation()
    let isNew = state.withLock { state in
      guard !(state.running + state.waiting).contains(where: { $0.id == id }) else { return false }
      state.waiting.append(Entry(id: id, cancellation: cancellation, work: work))
      return true
    }
    guard isNew else {
      throw ExplainerError(.badParameter, "a request of this id is not yet done", found: id.text())
    }
    group.enter()
    startNext()
  }

  /// Cancels the run of this id; false where there is none.
  func cancel(_ id: JSONValue) -> Bool {
    let found = state.withLock { state in (state.running + state.waiting).first { $0.id == id } }
    found?.cancellation.cancel()
    return found != nil
  }

  /// Cancels everything.
  func cancelAll() {
    state.withLock { $0.running + $0.waiting }.forEach { $0.cancellation.cancel() }
  }

  /// Waits until all that was added is done, which after `interrupt` is soon: everything is then cancelled.
  func wait(orStopAt interrupt: Cancellation? = nil) {
    var isStopping = false
    while group.wait(timeout: .now() + .milliseconds(20)) == .timedOut {
      guard !isStopping, interrupt?.isMade == true else { continue }
      isStopping = true
      cancelAll()
    }
  }

  /// Starts a thread for what waits, if fewer go on than may.
  private func startNext() {
    guard let next = takeNext() else { return }
    if startThread({ [self] in work(through: next) }) { return }
    // Without another thread those that go on take it when they are done, or this one does, if there are none.
    let isAlone = state.withLock { state in
      guard state.running.count > 1 else { return true }
      state.running.removeAll { $0.id == next.id }
      state.waiting.insert(next, at: 0)
      return false
    }
    if isAlone { work(through: next) }
  }

  /// Does `first` and what waits behind it.
  private func work(through first: Entry) {
    var next: Entry? = first
    while let entry = next {
      let answer = entry.work(entry.cancellation)
      state.withLock { state in state.running.removeAll { $0.id == entry.id } }
      answer()
      group.leave()
      next = takeNext()
    }
  }

  private func takeNext() -> Entry? {
    state.withLock { state in
      guard state.running.count < atOnce, !state.waiting.isEmpty else { return nil }
      let entry = state.waiting.removeFirst()
      state.running.append(entry)
      return entry
    }
  }
}
