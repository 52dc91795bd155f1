import Diagnostics
import JSON
package import Sandbox

/// What a worker is started for: a task, and under which policy.
package struct WorkerJob: Sendable, Hashable {
  package var task: WorkerTask
  package var policy: SandboxPolicy

  /// What goes through the pipe: the size of the JSON (u64, little-endian), the JSON, and the request as its plugin is
  /// to read it.
  package var bytes: [UInt8] {
    let json = JSONValue.object(["task": task.json, "policy": policy.json]).utf8()
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
      + (task.request?.bytes ?? [])
  }

  package init(_ task: WorkerTask, _ policy: SandboxPolicy) {
    self.task = task
    self.policy = policy
  }

  /// Reads the job that this same program wrote.
  ///
  /// - Throws: `internalFault` where these are not the bytes of one.
  package init(bytes: [UInt8]) throws {
    let size = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size >= 0, size <= bytes.count - 8 else {
      throw ExplainerError(.internalFault, "the worker's job is cut")
    }
    let json = try JSONValue(parsing: Array(bytes[8..<8 + size]))
    let request = EncodedRequest(bytes: Array(bytes[(8 + size)...]))
    do {
      let reader = try JSONReader(json, "the job")
      self.init(
        try WorkerTask(json: try reader.value("task"), request: request),
        try reader.member("policy", SandboxPolicy.init(json:)))
    } catch { throw error.inValue("job of the worker", code: .internalFault) }
  }
}
