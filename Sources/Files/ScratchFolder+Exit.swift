import Glibc
import Synchronization

/// A program that ends with work under way (`exit`: nobody reads its output any more) takes its folders with it.
extension ScratchFolder {
  private struct State {
    var paths: Set<String> = []
    var isWatching = false
  }
  private static let inUse = Mutex(State())

  /// Notes a folder that is to be removed at the program's end, should it still be there.
  static func note(_ path: String) {
    inUse.withLock { state in
      state.paths.insert(path)
      if !state.isWatching { state.isWatching = atexit { ScratchFolder.removeAll() } == 0 }
    }
  }

  /// Forgets a folder: its work is done.
  static func forget(_ path: String) { inUse.withLock { _ = $0.paths.remove(path) } }

  private static func removeAll() {
    let paths = inUse.withLock { state in
      defer { state.paths = [] }
      return state.paths
    }
    paths.forEach(FileSystem.remove)
  }
}
