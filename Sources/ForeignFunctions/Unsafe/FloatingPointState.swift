import Glibc

/// The floating-point settings of a thread: rounding, what becomes of denormals, traps.
///
/// Code that is not ours may change them: a library linked with `-ffast-math` does when it is loaded, any function may
/// by `fesetround`. They belong to the thread and would change the numbers of all that is computed after it.
package enum FloatingPointState {
  /// Runs `body` with the settings a process begins with, and puts those found back afterwards.
  ///
  /// Goes round code of plugins, which then leaves nothing behind, and round what the host does inside of it.
  package static func standard<Result>(_ body: () throws -> Result) rethrows -> Result {
    var found = fenv_t()
    fegetenv(&found)
    defer { fesetenv(&found) }
    fesetenv(initial)
    return try body()
  }

  /// `FE_DFL_ENV`, a macro that Swift cannot read.
  private static var initial: UnsafePointer<fenv_t>? { UnsafePointer(bitPattern: -1) }
}
