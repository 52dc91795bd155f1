import Glibc
import Synchronization

/// Looks every 200 µs at what memory the process has, on a thread of its own.
final class MemorySampler: @unchecked Sendable {
  private let isDone = Atomic(false)
  private let before: (data: Int, resident: Int)
  private var most: (data: Int, resident: Int)
  private var thread = pthread_t()

  init() {
    before = Self.now()
    most = before
    pthread_create(
      &thread, nil,
      { sampler in
        if let sampler { Unmanaged<MemorySampler>.fromOpaque(sampler).takeUnretainedValue().watch() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// The most it has grown by, in bytes: of what counts against a limit of data, and of what lies in memory.
  func stop() -> (data: Int, resident: Int) {
    isDone.store(true, ordering: .relaxed)
    pthread_join(thread, nil)
    look()
    return (most.data - before.data, most.resident - before.resident)
  }

  private func watch() {
    while !isDone.load(ordering: .relaxed) {
      look()
      usleep(200)
    }
  }

  private func look() {
    let now = Self.now()
    most = (max(most.data, now.data), max(most.resident, now.resident))
  }

  private static func now() -> (data: Int, resident: Int) {
    var found = (data: 0, resident: 0)
    guard let file = fopen("/proc/self/status", "r") else { return found }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let bytes = (Int(text.filter(\.isNumber)) ?? 0) << 10
      if text.hasPrefix("VmData:") { found.data = bytes }
      if text.hasPrefix("RssAnon:") { found.resident = bytes }
    }
    return found
  }
}
