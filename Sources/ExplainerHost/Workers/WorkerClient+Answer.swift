import Diagnostics
import JSON
import PluginHost
import PluginRegistry
import Sandbox
import Synchronization

extension WorkerClient {
  /// Has `task` done by a worker and gives its answer, null where it has none; what is printed is dropped.
  ///
  /// - Throws: as `run`.
  static func answer(
    to task: WorkerTask, _ installation: Installation, _ limits: Limits, pool: WorkerPool? = nil,
    cancellation: Cancellation? = nil
  ) throws(ExplainerError) -> JSONValue {
    var policy = SandboxPolicy(ofCall: limits)
    // Of a worker that serves many calls only the clock of each counts.
    if pool != nil { policy.processorSeconds = 0 }
    let answer = Mutex(JSONValue.null)
    let client = WorkerClient(
      executable: installation.executable, environment: installation.environment, limits: limits, pool: pool,
      cancellation: cancellation,
      receive: { message in if case .answer(let json) = message { answer.withLock { $0 = json } } },
      echo: { _ in })
    try client.run(task, within: policy)
    return answer.withLock { $0 }
  }
}
