import Checkpoints
import Diagnostics
import JSON
import PluginHost
import Sandbox

extension EntryPointRunner {
  /// The tokens of `text` as the model at `location` cuts it, found by a worker, within the standard limits.
  ///
  /// - Throws: `badData`, `badShape` or `unsupported` for a checkpoint that cannot be run, `limitReached`, `cancelled`.
  func tokenize(
    _ text: String, on location: ModelLocation, cancellation: Cancellation?
  ) throws(ExplainerError) -> JSONValue {
    try WorkerClient.answer(
      to: .tokenize(location, text), installation, Limits(), pool: pool, cancellation: cancellation)
  }
}
