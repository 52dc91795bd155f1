import Diagnostics
import ExplainerTestSupport
import JSON
import Sandbox
import Synchronization
import Testing

@testable import ExplainerHost

/// Runs of a session wait in order, and so many go on at once as was said.
@Suite struct SessionQueueTests {
  private struct Seen {
    var started: [Int] = []
    var running = 0
    var isOpen = false
  }

  /// Work that notes that it has begun and goes on until the gate is opened.
  private final class Gate: Sendable {
    private let state = Mutex(Seen())
    var seen: Seen { state.withLock { $0 } }
    func open() { state.withLock { $0.isOpen = true } }

    func work(_ number: Int) -> SessionQueue.Work {
      { [self] _ in
        state.withLock {
          $0.started.append(number)
          $0.running += 1
        }
        _ = Waiting.until { seen.isOpen }
        state.withLock { $0.running -= 1 }
        return {}
      }
    }
  }

  /// One after the other, the first that came first.
  @Test func inOrder() throws {
    let (queue, gate) = (SessionQueue(atOnce: 1), Gate())
    for number in 0..<6 { try queue.add(.integer(number), gate.work(number)) }
    gate.open()
    queue.wait()
    #expect(gate.seen.started == Array(0..<6))
  }

  /// No more than so many at a time; at least one.
  @Test(arguments: [(0, 1), (1, 1), (2, 2), (3, 3)]) func atOnce(_ asked: Int, _ count: Int) throws {
    let (queue, gate) = (SessionQueue(atOnce: asked), Gate())
    for number in 0..<6 { try queue.add(.integer(number), gate.work(number)) }
    #expect(Waiting.until { gate.seen.running == count })
    // One more would come at once.
    let isOver = Waiting.until(seconds: 0.1) { gate.seen.running > count }
    #expect(!isOver)
    gate.open()
    queue.wait()
    #expect(gate.seen.started.sorted() == Array(0..<6))
  }

  /// Where no thread is to be had each run is done all the same: on the thread of who asks, or by those that go on.
  @Test(arguments: [0, 1, 2]) func fewThreads(_ most: Int) throws {
    let started = Mutex(0)
    let gate = Gate()
    let queue = SessionQueue(atOnce: 3) { body in
      let isOne = started.withLock { count in
        count += 1
        return count <= most
      }
      return isOne && OtherThread.start(body)
    }
    if most == 0 { gate.open() }
    for number in 0..<6 { try queue.add(.integer(number), gate.work(number)) }
    gate.open()
    queue.wait()
    #expect(gate.seen.started.sorted() == Array(0..<6))
  }
}
