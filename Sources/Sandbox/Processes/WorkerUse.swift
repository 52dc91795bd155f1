import Files

/// What a process holds just now, as the kernel says it in `/proc/PID/status`.
package struct WorkerUse: Sendable, Hashable {
  /// Bytes of memory that are there for this process alone.
  ///
  /// Private pages, whether or not they may still be written to (the limit the kernel holds, `RLIMIT_DATA`, forgets those
  /// that may not), in memory or swapped out, and tables of pages but for those of mapped files.
  package let memory: Int
  /// Bytes that the kernel counts against its limit of private memory, `RLIMIT_DATA`: also those never written to.
  package let reserved: Int
  /// How many threads it has.
  package let threads: Int

  /// Reads the text of a `status`; what is not in it counts as 0.
  package init(status: [UInt8]) {
    var values: [String: Int] = [:]
    for line in status.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = String(decoding: line[..<colon], as: UTF8.self)
      guard Self.names.contains(name) else { continue }
      let digits = line[colon...].drop { !(0x30...0x39 ~= $0) }.prefix { 0x30...0x39 ~= $0 }
      values[name] = Int(String(decoding: digits, as: UTF8.self))
    }
    func kilobytes(_ names: String...) -> Int { names.reduce(0) { $0 + (values[$1] ?? 0) } }
    // A table holds 512 entries of 8 bytes.
    let tables = max(0, kilobytes("VmPTE") - kilobytes("RssFile", "RssShmem") / 512)
    memory = (kilobytes("RssAnon", "VmSwap", "HugetlbPages") + tables) << 10
    threads = values["Threads"] ?? 0
    reserved = kilobytes("VmData") << 10
  }

  /// What this process holds.
  package static var own: WorkerUse {
    WorkerUse(status: (try? FileSystem.read("/proc/self/status", limit: 1 << 16)) ?? [])
  }

  private static let names: Set<String> = [
    "RssAnon", "RssFile", "RssShmem", "VmSwap", "HugetlbPages", "VmPTE", "VmData", "Threads",
  ]
}
