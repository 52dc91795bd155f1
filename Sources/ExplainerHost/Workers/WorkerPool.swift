import Checkpoints
import Files
import PluginHost
import PluginRegistry
import Sandbox
import Synchronization

/// Workers kept warm between calls: the least recently used go first when there are too many, or they hold too much
/// memory together.
///
/// Each is for one model, and for one library, or for all that were built with the program: what is not ours shall not
/// write to the memory another's results are computed from.
final class WorkerPool: Sendable {
  /// What calls must have in common to be done by the same worker: its walls are raised for this once and for all.
  struct Purpose: Hashable {
    /// The library; nil where any of `files` may be loaded.
    private let library: LibraryReference?
    private let files: [String]
    /// Which files these were, and which the model's; one that has been written again is another.
    private let stamps: [[Int]?]
    /// The files that the call lends, which its walls let it read.
    private let lent: [LentFile]
    private let model: [String]
    private let memoryLimit: Int?

    /// The purpose of a worker for `task`; nil where none is kept for the like.
    init?(_ task: WorkerTask, _ policy: SandboxPolicy) {
      guard !policy.isTrusted else { return nil }
      files = task.files
      let modelFiles = task.modelFolders.flatMap { folder in
        FileSystem.isFile(folder) ? [folder] : FileSystem.entries(of: folder).map { "\(folder)/\($0)" }
      }
      stamps = (files + modelFiles).map(FileSystem.stamp)
      lent = task.lentFiles
      switch task {
      case .run(let call):
        library = call.sharing?.libraries.isEmpty == false ? nil : call.plugin.reference
        model = call.model.folders
      case .tokenize(let location, _): (library, model) = (nil, location.folders)
      case .describe, .conform, .bind: return nil
      }
      memoryLimit = policy.chosenMemoryLimit
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

  /// The bytes of forward passes that a worker with this memory limit may remember between calls: little beside what it
  /// may use, and what it may hold to be kept.
  func passMemory(limit: Int) -> Int {
    guard most > 0 else { return 0 }
    return min(limit > 0 ? limit / 4 : .max, memory / 2, 1 << 30)
  }

  /// An idle worker for this purpose; nil where there is none.
  func take(_ purpose: Purpose) -> WorkerConnection? {
    while true {
      let found = kept.withLock { kept -> WorkerConnection? in
        guard let index = kept.lastIndex(where: { $0.purpose == purpose }) else { return nil }
        return kept.remove(at: index).worker
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
      var total = kept.reduce(0) { $0 + $1.worker.use.memory }
      var count = 0
      while kept.count - count > most || total > memory && count < kept.count {
        total -= kept[count].worker.use.memory
        count += 1
      }
      defer { kept.removeFirst(count) }
      return Array(kept.prefix(count))
    }
    letGo.forEach { $0.worker.dismiss() }
  }
}
