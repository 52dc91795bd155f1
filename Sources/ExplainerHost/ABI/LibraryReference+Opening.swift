import Diagnostics
import Glibc

extension LibraryReference {
  /// Loads the library, after a look at its format.
  ///
  /// Never unloaded: Swift's runtime keeps pointers into an image.
  ///
  /// - Throws: as `LibraryFormat`; `pluginUnavailable` where it cannot be loaded.
  func open() throws(ExplainerError) -> UnsafeMutableRawPointer {
    try LibraryFormat.check(self)
    let handle = FloatingPointState.loading { dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }
    if let handle { return handle }
    throw ExplainerError(
      .pluginUnavailable,
      "cannot be loaded: \(dlerror().map { String(cString: $0) } ?? "unknown reason")", at: [place],
      remedy: "`ldd '\(path)'` shows which libraries it wants and which of them are missing")
  }
}
