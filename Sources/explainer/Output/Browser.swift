import Files
import Glibc

/// Opening a page for a person.
enum Browser {
  /// Opens `path` in the browser, or says where the page is and what is missing.
  static func open(_ path: String) {
    let absolute = FileSystem.absolute(path)
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let openers = folders.split(separator: ":").map { "\($0)/xdg-open" }
    guard let opener = openers.first(where: { access($0, X_OK) == 0 }) else {
      StandardError.write("the page is \(absolute); to open pages from here, install xdg-utils")
      return
    }
    var process: pid_t = 0
    let arguments = [strdup(opener), strdup(absolute), nil]
    defer { for argument in arguments { free(argument) } }
    let failure = posix_spawn(&process, opener, nil, nil, arguments, environ)
    StandardError.write(
      failure == 0
        ? "opened \(absolute)" : "the page is \(absolute); \(opener): \(String(cString: strerror(failure)))")
  }
}
