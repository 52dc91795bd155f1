package import Diagnostics
import ForeignFunctions
import Glibc
import PluginRegistry

extension LibraryReference {
  /// Loads the library, after a look at its format.
  ///
  /// Never unloaded: Swift's runtime keeps pointers into an image.
  ///
  /// - Throws: as `LibraryFormat`; `pluginUnavailable` where it cannot be loaded.
  package func open() throws(ExplainerError) -> UnsafeMutableRawPointer {
    try LibraryFormat.check(self)
    let handle = FloatingPointState.standard { dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }
    if let handle { return handle }
    let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
    throw ExplainerError(
      .pluginUnavailable, "cannot be loaded: \(reason)", at: [label], remedy: remedy(for: reason))
  }

  /// What to do about what the loader says, in the words of glibc's.
  private func remedy(for reason: String) -> String {
    if let end = reason.firstRange(of: ": cannot open shared object file")?.lowerBound {
      let name = reason[..<end]
      if !name.contains("/") {
        return
          "where \(name) is no library of the system, put it beside the library that needs it, and link that with "
          + "-Wl,-rpath,'$ORIGIN': it is then installed along"
      }
    }
    if reason.contains("undefined symbol") {
      return "link it with what has the symbol; -Wl,-z,defs finds such when it is built"
    }
    return "`ldd '\(path)'` shows which libraries it wants and which of them are missing"
  }
}
