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
  private let wantsTensors: Bool
  private let values: Int
  private let parts = Mutex(Parts())

  /// An answer to be; of the model is said what `told` does not know, and tensors that nobody wants are dropped.
  ///
  /// - Parameters:
  ///   - feedback: hears what is no part of the document.
  ///   - told: which warnings of models have been given already.
  ///   - wantsTensors: whether tensors are kept.
  ///   - memory: what the values of the explanation may hold once they are read, in bytes.
  init(
    _ feedback: BoundedFeedback, told: ToldWarnings = ToldWarnings(), wantsTensors: Bool = true,
    memory: Int = OutputLimits.values
  ) {
    self.feedback = feedback
    self.told = told
    self.wantsTensors = wantsTensors
    values = memory
  }

  /// The model the worker has loaded, once it has.
  var model: ModelInfo? { parts.withLock { $0.model } }

  /// Takes one message; gives whether it is a part of the document.
  ///
  /// What comes a second time, or was not asked for, is none: only a plugin that writes to the channel itself sends it.
  @discardableResult func receive(_ message: WorkerMessage) -> Bool {
    switch message {
    case .model(let info):
      let isFirst = parts.withLock { parts in
        if parts.model != nil { return false }
        parts.model = info
        return true
      }
      guard isFirst else { return false }
      for warning in told.new(of: info) { feedback.receive(.log(.warning, warning)) }
      return true
    case .explanation(let bytes):
      return parts.withLock { parts in
        if parts.explanation != nil { return false }
        parts.explanation = bytes
        return true
      }
    case .tensor(let entry):
      guard wantsTensors else { return false }
      return parts.withLock { parts in
        guard parts.tensorBytes <= OutputLimits.tensors else { return false }
        // An empty one takes room too.
        parts.tensorBytes += entry.tensor.count * 4
        if entry.tensor.count == 0 {
          parts.tensorBytes += entry.name.utf8.count + entry.tensor.shape.count * 8 + 128
        }
        let isRoom = parts.tensorBytes <= OutputLimits.tensors
        if isRoom {
          parts.tensors.append(entry)
        } else {
          parts.tensors = []
          parts.failure = ExplainerError(.limitReached, "the tensors of the answer are too large together")
        }
        return isRoom
      }
    case .failure(let error): parts.withLock { $0.failure = error }
    case .stage(let name, let seconds): feedback.receive(.stage(name, seconds))
    case .progress(let share, let note): feedback.receive(.progress(share, note))
    case .log(let level, let text): feedback.receive(.log(level, text))
    case .leftOut(let count): feedback.leaveOut(count)
    case .answer, .output, .done: break
    }
    return false
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
    do { json = try JSONValue(parsing: bytes, memory: values) } catch {
      guard !error.isTooLarge else {
        throw ExplainerError(
          .limitReached,
          "gave an explanation whose values hold more than \(ByteCount.text(values)) in memory", at: [label],
          remedy: "arrays of that size are for tensors"
            + (values < OutputLimits.values ? "; --memory SIZE allows more" : ""))
      }
      throw ExplainerError(
        .pluginFault,
        "gave an explanation that \(error.isSyntactic ? "is not JSON" : "cannot be read"): \(error.message) "
          + "(byte \(error.offset))",
        at: [label])
    }
    guard Self.figures(of: json) <= Explanation.mostFigures else {
      throw ExplainerError(
        .limitReached, "gave an explanation of \(Self.figures(of: json)) figures", at: [label],
        expected: "at most \(Explanation.mostFigures)", remedy: "many of a kind are rows of a table")
    }
    do {
      var document = ExplanationDocument(
        entryPoint: target.qualifiedName, plugin: target.plugin.provenance, model: model,
        texts: request.texts,
        parameters: request.parameters, explanation: try Explanation(json: json, tensors: parts.tensors))
      document.isBuiltIn = target.isBuiltIn
      document.chats = request.chats
      return document
    } catch { throw error.located(in: label) }
  }

  /// How many figures there are to draw, before any is read.
  private static func figures(of json: JSONValue) -> Int {
    (json["figures"]?.array ?? []).reduce(0) { $0 + 1 + ($1["fallback"]?.array?.count ?? 0) }
  }
}
