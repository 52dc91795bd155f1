import Diagnostics
import ExplainerCore
import JSON
import PluginHost
import PluginRegistry
import Synchronization
import Tensors

/// Gathers a worker's messages into the document they make up.
final class DocumentAssembly: Sendable {
  private struct Parts {
    var model: ModelInfo?
    var explanation: [UInt8]?
    var tensors: [Explanation.NamedTensor] = []
    var tensorBytes = 0
    var failure: ExplainerError?
  }

  private let feedback: BoundedFeedback
  private let told: ToldWarnings
  private let parts = Mutex(Parts())

  /// An answer to be; of the model is said what `told` does not know.
  init(_ feedback: BoundedFeedback, told: ToldWarnings = ToldWarnings()) {
    self.feedback = feedback
    self.told = told
  }

  /// The model the worker has loaded, once it has.
  var model: ModelInfo? { parts.withLock { $0.model } }

  /// Takes one message.
  func receive(_ message: WorkerMessage) {
    switch message {
    case .model(let info):
      parts.withLock { $0.model = info }
      for warning in told.new(of: info) { feedback.receive(.log(.warning, warning)) }
    case .explanation(let bytes): parts.withLock { $0.explanation = bytes }
    case .tensor(let entry):
      parts.withLock { parts in
        parts.tensorBytes += entry.tensor.count * 4
        // Only a plugin that writes to the channel itself gets here: the worker has checked.
        if parts.tensorBytes <= OutputLimits.tensors {
          parts.tensors.append(entry)
        } else {
          parts.failure = ExplainerError(.limitReached, "the tensors of the answer are too large together")
        }
      }
    case .failure(let error): parts.withLock { $0.failure = error }
    case .stage(let name, let seconds): feedback.receive(.stage(name, seconds))
    case .progress(let share, let note): feedback.receive(.progress(share, note))
    case .log(let level, let text): feedback.receive(.log(level, text))
    case .leftOut(let count): feedback.leaveOut(count)
    case .answer, .output, .done: break
    }
  }

  /// The document, once the worker is done.
  ///
  /// - Throws: the failure the worker reported, or `pluginFault` for an answer that is not an explanation.
  func document(
    of target: RegisteredEntryPoint, request: ExplanationRequest
  ) throws(ExplainerError) -> ExplanationDocument {
    let parts = parts.withLock { $0 }
    if let failure = parts.failure { throw failure }
    let label = target.plugin.reference.label
    guard let model = parts.model, let bytes = parts.explanation else {
      throw ExplainerError(.pluginFault, "gave no explanation", at: [label])
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch {
      throw ExplainerError(
        .pluginFault, "gave an explanation that is not JSON: \(error.message) (byte \(error.offset))",
        at: [label])
    }
    do {
      return ExplanationDocument(
        entryPoint: target.qualifiedName, plugin: target.plugin.provenance, model: model,
        texts: request.texts,
        parameters: request.parameters, explanation: try Explanation(json: json, tensors: parts.tensors))
    } catch { throw error.located(in: label) }
  }
}
