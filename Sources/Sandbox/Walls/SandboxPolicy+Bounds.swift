import Diagnostics

/// A limit a worker has run into, and what can be done about it.
package struct Bound: Sendable, Hashable {
  /// The limit in words: `256 MiB`.
  package let words: String
  package let remedy: String
}

extension SandboxPolicy {
  /// How many threads a worker behind its walls may have.
  package static let threads = 4096

  /// What a worker holds without asking for it, and the kernel's own limit does not count: the stack of its first thread, what
  /// the loader has written to before it was only to be read.
  private static let unasked = 16 << 20

  /// Whether a worker that uses so much has got past what the kernel limits by itself.
  package func excess(of use: WorkerUse) -> WorkerEnding.Excess? {
    if memoryLimit > 0, use.memory > memoryLimit + Self.unasked { return .memory }
    return !isTrusted && use.threads > Self.threads ? .threads : nil
  }

  /// What bounds the worker's memory.
  package var memoryBound: Bound {
    let words = ByteCount.text(memoryLimit)
    if let space = InheritedLimit.addressSpace.value, memoryLimit == 0 || space < memoryLimit {
      return Bound(
        words: "\(ByteCount.text(space)) of address space, with the model and all libraries",
        remedy: InheritedLimit.addressSpace.remedy)
    }
    return Bound(
      words: words,
      remedy: InheritedLimit.privateMemory.value == memoryLimit
        ? InheritedLimit.privateMemory.remedy : "allow more with --memory SIZE")
  }

  /// What bounds the worker's processor time.
  package var timeBound: Bound {
    if let seconds = InheritedLimit.processorTime.value, processorSeconds == 0 || seconds <= processorSeconds
    {
      return Bound(words: "\(seconds) seconds", remedy: InheritedLimit.processorTime.remedy)
    }
    return Bound(words: "\(processorSeconds) seconds", remedy: "allow more with --timeout SECONDS")
  }

  /// What bounds a file that the worker writes.
  package var fileBound: Bound {
    if let bytes = InheritedLimit.fileSize.value, isTrusted || bytes <= Self.fileBytes {
      return Bound(words: ByteCount.text(bytes), remedy: InheritedLimit.fileSize.remedy)
    }
    return Bound(words: ByteCount.text(Self.fileBytes), remedy: "--trust lifts this limit")
  }
}
