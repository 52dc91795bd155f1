import Checkpoints
import Files
import Synchronization

/// Workers kept warm between calls, each for one library and one model: the least recently used go first when there are
/// too many, or they hold too much memory together.
final class WorkerPool: Sendable {
  /// What calls must have in common to be done by the same worker: its walls are raised for this once and for all.
  struct Purpose: Hashable {
    private let library: LibraryReference
    /// Which file the library was; one that has been built again is another.
    private let stamp: [Int]?
    private let model: String
    private let memoryLimit: Int?

    /// The purpose of a worker for `task`; nil where none is kept for the like.
    init?(_ task: WorkerTask, _ bounds: Confinement) {
      guard case .run(let call) = task, !bounds.isTrusted else { return nil }
      library = call.plugin.reference
      stamp = FileSystem.stamp(library.path)
      model = call.model.directory
      memoryLimit = bounds.chosenMemoryLimit
    }
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

  /// An idle worker for this purpose; nil where there is none.
  func take(_ purpose: Purpose) -> WorkerConnection? {
    while true {
      let found = kept.withLock { kept -> WorkerConnection? in
        guard let place = kept.lastIndex(where: { $0.purpose == purpose }) else { return nil }
        return kept.remove(at: place).worker
      }
      guard let found else { return nil }
      if found.freshen() { return found }
    }
  }

  /// Keeps a worker that was started for this purpose and is idle now.
  func keep(_ worker: WorkerConnection, for purpose: Purpose) {
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
}
