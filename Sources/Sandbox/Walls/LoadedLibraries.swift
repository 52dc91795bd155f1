import CWorkerSystem

/// The shared libraries that this program itself has loaded.
package enum LoadedLibraries {
  /// Their paths, Swift's among them.
  package static func paths() -> [String] {
    var found: [String] = []
    withUnsafeMutablePointer(to: &found) { list in
      worker_visit_libraries(
        { path, context in
          guard let path, let list = context?.assumingMemoryBound(to: [String].self) else { return }
          list.pointee.append(String(cString: path))
        }, list)
    }
    return found
  }
}
