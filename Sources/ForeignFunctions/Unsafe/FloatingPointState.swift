import Glibc
import Tensors

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

  /// Loads a library by `open`, which runs the constructors of all libraries it brings along.
  ///
  /// Where these change the settings and bring OpenBLAS, its threads have started with settings nobody can reach any
  /// more; it is then used on the calling thread alone.
  package static func loading<Result>(_ open: () -> Result) -> Result {
    standard {
      let hadThreads = OpenBLAS.isLoaded
      let result = open()
      var now = fenv_t()
      fegetenv(&now)
      if !hadThreads, !isInitial(now), OpenBLAS.isLoaded { OpenBLAS.restrictToCallingThread() }
      return result
    }
  }

  /// `FE_DFL_ENV`, a macro that Swift cannot read.
  private static var initial: UnsafePointer<fenv_t>? { UnsafePointer(bitPattern: -1) }

  /// Whether `state` rounds, treats denormals and traps as a process does that has just begun.
  private static func isInitial(_ state: fenv_t) -> Bool {
    #if arch(x86_64)
      // Without the flags of what has happened, the low 6 bits.
      return state.__mxcsr & ~0x3F == 0x1F80 && state.__control_word & 0xF3F == 0x33F
    #else
      return false
    #endif
  }
}
