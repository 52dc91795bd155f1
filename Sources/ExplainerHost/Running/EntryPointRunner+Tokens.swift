import CWorkerSystem
import Checkpoints
import Diagnostics
import JSON
import PluginHost
import PluginRegistry
import Sandbox

extension EntryPointRunner {
  /// The tokens of `text` as the model at `location` cuts it, found by a worker, within the standard limits.
  ///
  /// - Throws: `badData`, `badShape` or `unsupported` for a checkpoint that cannot be run, `limitReached`, `cancelled`.
  func tokenize(
    _ text: String, on location: ModelLocation, cancellation: Cancellation?
  ) throws(ExplainerError) -> JSONValue {
    let limits = Limits()
    var policy = SandboxPolicy(limits, memory: MemoryShare.call.bytes(of: worker_available_memory()))
    if pool != nil { policy.processorSeconds = 0 }
    var tokens = JSONValue.null
    try withoutActuallyEscaping({ (message: WorkerMessage) in
      if case .answer(let json) = message { tokens = json }
    }) { receive throws(ExplainerError) in
      let client = WorkerClient(
        executable: installation.executable, environment: installation.environment, limits: limits,
        pool: pool, cancellation: cancellation, receive: receive, echo: { _ in })
      try client.run(.tokenize(location, text), within: policy)
    }
    return tokens
  }
}
