internal import CKernels

/// The memory that tensors are made in.
public enum TensorMemory {
  /// Lets this process keep up to `bytes` of the memory that was given back, for what is made next.
  ///
  /// For processes that make one pass after the other, and for all of their `malloc`. Else memory goes back to the system
  /// as soon as there are a few MB of it, and is handed out again page by page, cleared: a way back spends a tenth of its
  /// time on that.
  public static func keepFreed(upTo bytes: Int) { ck_keep_freed(max(0, bytes)) }
}
