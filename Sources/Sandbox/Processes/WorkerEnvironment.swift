/// The environment a worker is started with: nothing but what it needs, so that a plugin sees no secrets.
package enum WorkerEnvironment {
  /// Variables handed on: where shared libraries lie, the language of messages, and what authors debug with.
  package static let inherited = [
    "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "ASAN_OPTIONS", "LLVM_PROFILE_FILE",
  ]

  /// The worker's environment, made from the program's own: `TMPDIR` is the folder it may write to, and `HOME` too
  /// unless the walls are lifted, for libraries that cannot do without one.
  package static func make(
    from environment: [String: String], scratch: String, isTrusted: Bool
  ) -> [String: String] {
    var result = environment.filter { inherited.contains($0.key) }
    result["TMPDIR"] = scratch
    result["HOME"] = isTrusted ? environment["HOME"] : scratch
    // A crash is reported in one line and at once; a backtrace costs a second process and 40 ms.
    result["SWIFT_BACKTRACE"] = environment["SWIFT_BACKTRACE"] ?? "enable=no"
    for name in ["EXPLAINER_THREADS", "OMP_NUM_THREADS"] { result[name] = environment[name] }
    return result
  }
}
