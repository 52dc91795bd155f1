import Files
import Glibc

/// Opening a page for a person.
enum Browser {
  /// Whether pages can be opened here.
  enum State: Hashable {
    /// This program opens them.
    case ready(String)
    /// Nobody sits before this session: xdg-open would start a browser in the terminal, or fail.
    case noDisplay
    /// There is no program for it.
    case noOpener
  }

  /// What this environment has.
  static func state(_ environment: [String: String]) -> State {
    let screens = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_INTEROP"]
    guard screens.contains(where: { environment[$0]?.isEmpty == false }) else { return .noDisplay }
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let opener = folders.map { (folder) -> String in "\(folder)/xdg-open" }.first { access($0, X_OK) == 0 }
    return opener.map { .ready($0) } ?? .noOpener
  }

  /// Opens `path` in the browser, or says where the page is and what is missing; the page has been made either way, so
  /// this is no failure.
  static func open(_ path: String) {
    let absolute = FileSystem.absolute(path)
    switch state(ProcessEnvironment.variables()) {
    case .ready(let opener):
      let failure = start(opener, with: absolute)
      StandardError.write(
        failure == 0
          ? "opened \(absolute)"
          : "the page is \(absolute); \(opener): \(String(cString: strerror(failure)))")
    case .noDisplay:
      StandardError.write("the page is \(absolute); this session has no display to open it on")
    case .noOpener:
      StandardError.write("the page is \(absolute); to open pages from here, install xdg-utils")
    }
  }

  /// Starts the program, which must not write into what may be a pipe, nor read what is typed; 0 or an error number.
  private static func start(_ opener: String, with path: String) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var process: pid_t = 0
    let arguments = [strdup(opener), strdup(path), nil]
    defer { for argument in arguments { free(argument) } }
    return posix_spawn(&process, opener, &actions, nil, arguments, environ)
  }
}
