package import Diagnostics
package import ExplainerCore
package import PluginHost
package import PluginRegistry

extension EntryPointRunner {
  /// The document of a call whose answer was taken down.
  ///
  /// - Throws: as reading a worker's answer does: a record is no more trusted than what made it.
  package static func replay(
    _ record: RunRecord, of target: RegisteredEntryPoint, request: ExplanationRequest
  ) throws(ExplainerError) -> ExplanationDocument {
    let answer = WorkerAnswer(BoundedFeedback { _ in })
    record.messages.forEach { answer.receive($0) }
    return try answer.document(of: target, request: request)
  }
}
