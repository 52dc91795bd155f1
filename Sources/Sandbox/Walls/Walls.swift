import CWorkerSystem
package import Diagnostics
import Glibc

/// What the running kernel offers to wall a worker in.
public struct Walls: Sendable, Hashable {
  /// The version of Landlock, which guards files, network and signals; 0 where there is none.
  public let landlock: Int
  /// Whether system calls are filtered (seccomp), which guards everything else that leads out of a process.
  public let filtersSystemCalls: Bool

  /// Walls as they might be offered.
  package init(landlock: Int, filtersSystemCalls: Bool) {
    self.landlock = landlock
    self.filtersSystemCalls = filtersSystemCalls
  }

  /// What this machine's kernel offers.
  public static func offered() -> Walls {
    Walls(landlock: Int(worker_landlock_version()), filtersSystemCalls: worker_has_seccomp() != 0)
  }

  /// The walls in a few words: `Landlock 7, seccomp`.
  public var summary: String {
    let names =
      [landlock > 0 ? "Landlock \(landlock)" : nil, filtersSystemCalls ? "seccomp" : nil].compactMap { $0 }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  /// What a plugin may do because a wall is missing, one entry a wall; empty where they are complete.
  public var gaps: [Gap] {
    var gaps: [Gap] = []
    if landlock == 0 {
      gaps.append(
        Gap(
          "read and write the files you may read and write", because: "this kernel has no Landlock",
          remedy: "Linux 5.13 or newer, with 'landlock' among the security modules (lsm=landlock,...)"))
    } else if landlock < 3 {
      gaps.append(
        Gap(
          "empty the files you may write to", because: "this kernel's Landlock has version \(landlock)",
          remedy: "Linux 6.2 or newer, whose Landlock has version 3"))
    }
    if !filtersSystemCalls {
      gaps.append(
        Gap(
          "use the network and start processes", because: "this kernel filters no system calls",
          remedy: "a kernel with CONFIG_SECCOMP_FILTER; a container may switch it off"))
    }
    return gaps
  }

  /// A wall that is missing.
  public struct Gap: Sendable, Hashable {
    /// What a plugin may do, to follow "may".
    public let freedom: String
    /// Why.
    public let reason: String
    /// What would close it.
    public let remedy: String

    init(_ freedom: String, because reason: String, remedy: String) {
      self.freedom = freedom
      self.reason = reason
      self.remedy = remedy
    }
  }

  /// The line a run of `plugin`, which is not one of the program's own, warns with; nil where the walls are complete.
  package func warning(of plugin: String) -> String? {
    guard !gaps.isEmpty else { return nil }
    let freedoms = gaps.map(\.freedom).joined(separator: ", and ")
    return "plugin '\(plugin)' may \(freedoms) on this machine; 'explainer doctor' says why"
  }
}

extension Walls {
  /// Raises the walls around this process, for good.
  ///
  /// - Precondition: the process has one thread.
  /// - Throws: `internalFault` where a wall that the kernel has cannot be raised: the plugin must then not run.
  package static func raise(_ policy: SandboxPolicy) throws(ExplainerError) {
    // Where the user was when the program was started is nobody's business.
    guard chdir(policy.scratch ?? "/") == 0 else {
      throw ExplainerError(
        .inputOutput, "the scratch folder cannot be entered: \(String(cString: strerror(errno)))",
        at: policy.scratch.map { [$0] } ?? [])
    }
    var step: UnsafePointer<CChar>?
    let failure = CStrings.with(policy.readable) { readable in
      CStrings.with((policy.scratch.map { [$0] } ?? []) + ["/dev/null"]) { writable in
        worker_raise_walls(readable.map { UnsafePointer($0) }, writable.map { UnsafePointer($0) }, &step)
      }
    }
    guard failure == 0 else {
      let name = step.map { String(cString: $0) } ?? "walls"
      throw ExplainerError(
        .internalFault, "the worker cannot be walled in: \(name): \(String(cString: strerror(failure)))",
        remedy: "where you trust the plugin, --trust runs it without walls")
    }
  }
}
