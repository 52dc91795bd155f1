import Testing
@testable import ExplainerHost
@testable import Sandbox

/// A worker's environment holds what the threat model lists, and nothing else.
@Suite struct WorkerEnvironmentTests {
  private static let own = [
    "LD_LIBRARY_PATH": "/l", "LANG": "de_DE", "LC_ALL": "C", "TZ": "UTC", "EXPLAINER_THREADS": "2",
    "OMP_NUM_THREADS": "3",
    "ASAN_OPTIONS": "a", "LLVM_PROFILE_FILE": "p", "SWIFT_BACKTRACE": "enable=yes",
  ]
  private static let others = [
    "HOME": "/home/me", "TMPDIR": "/mine", "PATH": "/bin", "USER": "me", "HF_TOKEN": "hf_secret",
    "HF_HOME": "/hf",
    "SSH_AUTH_SOCK": "/s", "LD_PRELOAD": "x.so", "EXPLAINER_REGISTRY": "/r", "XDG_CONFIG_HOME": "/c",
    "LANGUAGE": "de",
  ]

  /// What is handed on is as it was, the home is the scratch folder's, and no backtrace is made unless it is asked for.
  @Test func walled() {
    let all = Self.own.merging(Self.others) { $1 }
    #expect(
      WorkerEnvironment.make(from: all, scratch: "/scratch", isTrusted: false)
        == Self.own.merging(["HOME": "/scratch", "TMPDIR": "/scratch"]) { $1 })
    #expect(
      WorkerEnvironment.make(from: Self.others, scratch: "/scratch", isTrusted: false)
        == ["HOME": "/scratch", "TMPDIR": "/scratch", "SWIFT_BACKTRACE": "enable=no"])
  }

  /// Trust gives the user's home back, and no more.
  @Test func trusted() {
    #expect(
      WorkerEnvironment.make(from: Self.others, scratch: "/scratch", isTrusted: true)
        == ["HOME": "/home/me", "TMPDIR": "/scratch", "SWIFT_BACKTRACE": "enable=no"])
    #expect(WorkerEnvironment.make(from: [:], scratch: "/scratch", isTrusted: true)["HOME"] == nil)
  }
}
