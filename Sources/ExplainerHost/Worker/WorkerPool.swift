import Checkpoints
import Synchronization

/// Workers kept warm between calls, each for one library and one model: the least recently used go first when there are
/// too many, or they hold too much memory together.
final class WorkerPool: Sendable {
  /// What calls must have in common to be done by the same worker: its walls are raised for this once and for all.
  private struct Purpose: Hashable {
    let library: LibraryReference
    let models: [String]
    let memoryLimit: Int?
  }
  private struct Kept {
    let purpose: Purpose
    let worker: WorkerConnection
  }

  private let most: Int
  private let memory: Int
  /// The least recently used first.
  private let kept = Mutex<[Kept]>([])

  /// A pool of at most `most` idle workers that hold at most `memory` bytes of private memory together.
  init(most: Int, memory: Int) {
    self.most = most
    self.memory = memory
  }

  /// A worker that has done the like of `task` before and is idle; nil where there is none.
  func take(_ task: WorkerTask, _ bounds: Confinement) -> WorkerConnection? {
    guard let purpose = Self.purpose(of: task, bounds) else { return nil }
    while true {
      let found = kept.withLock { kept -> WorkerConnection? in
        guard let place = kept.lastIndex(where: { $0.purpose == purpose }) else { return nil }
        return kept.remove(at: place).worker
      }
      guard let found else { return nil }
      if found.freshen() { return found }
    }
  }

  /// Keeps a worker that has done `task`.
  func keep(_ worker: WorkerConnection, for task: WorkerTask, _ bounds: Confinement) {
    guard let purpose = Self.purpose(of: task, bounds) else { return worker.dismiss() }
    // Those that are let go end outside the lock.
    let letGo = kept.withLock { kept -> [Kept] in
      kept.append(Kept(purpose: purpose, worker: worker))
      var total = kept.reduce(0) { $0 + $1.worker.privateMemory }
      var count = 0
      while kept.count - count > most || total > memory && count < kept.count {
        total -= kept[count].worker.privateMemory
        count += 1
      }
      defer { kept.removeFirst(count) }
      return Array(kept.prefix(count))
    }
    letGo.forEach { $0.worker.dismiss() }
  }

  private static func purpose(of task: WorkerTask, _ bounds: Confinement) -> Purpose? {
    guard case .run(let call) = task, !bounds.isTrusted else { return nil }
    return Purpose(
      library: call.plugin.reference, models: [call.model.directory], memoryLimit: bounds.chosenMemoryLimit)
  }
}
