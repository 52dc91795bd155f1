import CWorkerSystem
public import Diagnostics
import Glibc

/// A wish to stop a call, from any thread.
///
/// `@unchecked Sendable`: the descriptors never change, and writing a byte to a pipe is atomic.
public final class Cancellation: @unchecked Sendable {
  private let pipe: Pipe

  /// A wish not yet made.
  ///
  /// - Throws: `internalFault` where there is no descriptor left.
  public init() throws(ExplainerError) { pipe = try Pipe() }

  /// Stops the call it was given to, now or when it begins.
  public func cancel() { pipe.writeEnd.write([1]) }

  /// Whether the wish has been made.
  package var isMade: Bool { signal.isReadable }

  /// Becomes readable when the call is to stop.
  package var signal: Descriptor { pipe.readEnd }

  /// Where a signal handler writes to make the wish.
  package var writingEnd: Int32 { pipe.writeEnd.number }
}
