import Glibc
import JSON

// `explainer-yaml`: YAML on standard input, on standard output one line of JSON that says what it holds and where.
//
// A program of its own, so that what a script does to its reader happens to nobody else.

/// Ends this process where a script keeps it busy or fills the memory, seconds and bytes; a limit that is lower stays.
func limit(_ resource: __rlimit_resource, to most: UInt) {
  var bound = rlimit()
  getrlimit(__rlimit_resource_t(resource.rawValue), &bound)
  bound.rlim_cur = min(bound.rlim_cur, rlim_t(most))
  // (One more: at its last second a process is killed without a word of why.)
  bound.rlim_max = min(bound.rlim_max, rlim_t(most) + 1)
  setrlimit(__rlimit_resource_t(resource.rawValue), &bound)
}
limit(RLIMIT_CPU, to: 20)
#if !SANITIZED
  limit(RLIMIT_DATA, to: 4 << 30)
#endif
limit(RLIMIT_CORE, to: 0)

/// All of standard input.
func input() -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(STDIN_FILENO, &chunk, chunk.count)
    if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { return bytes }
  }
}

/// Writes to standard output; who listens no longer needs nothing more.
func output(_ bytes: [UInt8]) {
  var sent = 0
  while sent < bytes.count {
    let count = bytes[sent...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count > 0 { sent += count } else if errno != EINTR { return }
  }
}

output(YAMLTree.json(of: input()).utf8())
