import Files
import Glibc

/// Opening a page for a person.
enum Browser {
  /// The program that opens pages, where there is one.
  static var opener: String? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/xdg-open" }.first { access($0, X_OK) == 0 }
  }

  /// Opens `path` in the browser, or says where the page is and what is missing.
  static func open(_ path: String) {
    let absolute = FileSystem.absolute(path)
    guard let opener else {
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
