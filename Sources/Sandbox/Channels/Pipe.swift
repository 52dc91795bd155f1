import CWorkerSystem
package import Diagnostics
import Glibc

/// A pipe whose ends child processes do not inherit.
package struct Pipe: ~Copyable {
  package let readEnd: Descriptor
  package let writeEnd: Descriptor

  package init() throws(ExplainerError) {
    var ends: [Int32] = [-1, -1]
    let failure = worker_pipe(&ends)
    guard failure == 0 else {
      let reason = "no pipe: \(String(cString: strerror(failure)))"
      guard failure == EMFILE else { throw ExplainerError(.internalFault, reason) }
      throw ExplainerError(.limitReached, reason, remedy: InheritedLimit.openFiles.remedy)
    }
    readEnd = Descriptor(ends[0])
    writeEnd = Descriptor(ends[1])
  }
}

/// A file descriptor of ours, closed once.
package final class Descriptor {
  package private(set) var number: Int32

  package init(_ number: Int32) { self.number = number }

  deinit { close() }

  package func close() {
    if number >= 0 { _ = Glibc.close(number) }
    number = -1
  }

  /// What is there to read, at most 1 MiB; nil at the end or where reading fails.
  package func read() -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      count = read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// Reads what is there into `memory`, as much as fits; gives how many bytes, 0 at the end or where reading fails.
  package func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    var got = 0
    repeat { got = Glibc.read(number, memory.baseAddress, memory.count) } while got < 0 && errno == EINTR
    return max(0, got)
  }

  /// Writes everything, or stops where nobody reads any more.
  package func write(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
      if count > 0 { sent += count } else if errno != EINTR { return }
    }
  }

  /// Whether a read would not wait.
  package var isReadable: Bool { Poll.wait([self], milliseconds: 0)[0] }
}

/// Waiting for several descriptors at once.
package enum Poll {
  /// Waits until one can be read (or has ended), at most `milliseconds`; tells which.
  package static func wait(_ descriptors: [Descriptor], milliseconds: Double) -> [Bool] {
    var entries = descriptors.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
    _ = poll(&entries, nfds_t(entries.count), Int32(min(milliseconds.rounded(.up), Double(Int32.max))))
    return entries.map { $0.revents != 0 }
  }
}
