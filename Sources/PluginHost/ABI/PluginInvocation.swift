import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import Glibc
import JSON
import Synchronization
import Tensors

/// One invocation of a plugin, as the host's side of the boundary sees it: the model, what the plugin has handed
/// over so far, and the last error.
///
/// Used from the thread that runs the plugin only, and until `run` has returned: calls from elsewhere are refused. The
/// functions marked `[any]` in the header touch the reporter alone, which is `Sendable`.
final class PluginInvocation {
  let model: any Model
  let reporter: any Reporter
  /// The files it lends.
  let files: LentFiles
  /// Watches the call for the conformance kit; nil otherwise.
  let probe: CallProbe?
  /// Whether anybody wants the tensors; those that nobody wants are looked at and not kept.
  private let keepsTensors: Bool
  private var tensorNames: Set<String> = []
  /// What no tensor of a safetensors file can be called.
  private static let reservedName = "__metadata__"
  /// The longest name of a tensor, in bytes.
  private static let longestName = 4096
  private(set) var error: ExplainerError?
  private(set) var explanation: [UInt8]?
  private(set) var tensors: [Explanation.NamedTensor] = []
  private var texts = LentTexts()
  private var parsedTexts = ParsedDocuments()
  /// The JSON texts it has had parsed.
  var documents = LentDocuments()
  private var tensorBytes = 0
  private let thread = pthread_self()
  private let hasEnded = Atomic(false)
  private let refusal = Mutex<ExplainerError?>(nil)
  private var lentTraces: [WeakTrace] = []
  private var lentWeights: [Tensor] = []
  private var warned: Set<String> = []
  private var number: UInt?

  init(
    model: any Model, reporter: any Reporter, files: [LentFile] = [], probe: CallProbe? = nil,
    keepsTensors: Bool = true
  ) {
    self.files = LentFiles(files)
    self.keepsTensors = keepsTensors
    self.model = model
    self.reporter = reporter
    self.probe = probe
  }

  deinit {
    if let number { LentCalls.shared.forget(number) }
  }

  /// The call behind the opaque pointer that a plugin hands back; nil for one that is over and gone.
  static func from(_ pointer: OpaquePointer?) -> PluginInvocation? {
    pointer.flatMap { LentCalls.shared[UInt(bitPattern: $0)] }
  }

  /// The opaque pointer to give to the plugin: a number, which leads nowhere but to `from`.
  ///
  /// A thread of the plugin may use it after `run` has returned, and even after the call itself is gone; it is then refused.
  func lend() -> OpaquePointer? {
    let number = number ?? LentCalls.shared.add(self)
    self.number = number
    return OpaquePointer(bitPattern: number)
  }

  /// Ends the call: from now on the plugin is refused.
  func end() { hasEnded.store(true, ordering: .sequentiallyConsistent) }

  /// Gives up what the call has gathered, once it has ended and been read.
  func discard() {
    explanation = nil
    tensors = []
    parsedTexts = ParsedDocuments()
    documents = LentDocuments()
    texts = LentTexts()
    lentTraces = []
    lentWeights = []
    files.close()
  }

  /// Whether the plugin may still talk to the user.
  var isOpen: Bool { !hasEnded.load(ordering: .sequentiallyConsistent) }

  /// What the plugin did that the boundary forbids, if anything.
  var misuse: ExplainerError? { refusal.withLock { $0 } }

  /// The status that refuses a use of the table from another thread, or after the call; nil where it is allowed.
  func refusesUse() -> xpl_status? {
    let isElsewhere = pthread_equal(thread, pthread_self()) == 0
    guard isElsewhere || !isOpen else { return nil }
    let error = ExplainerError(
      .pluginFault,
      isElsewhere
        ? "the plugin called a function of the host from another thread than the one that runs it"
        : "the plugin called a function of the host after run() had returned",
      remedy: "only the functions marked [any] in explainer_abi.h may be called from other threads")
    refusal.withLock { $0 = error }
    return error.code.rawValue
  }

  /// Records an error, in place of any before it, and gives the status to return.
  func record(_ error: ExplainerError) -> xpl_status {
    self.error = error
    return error.code.rawValue
  }

  /// Runs `body`; what it throws is recorded.
  func perform(_ body: () throws -> Void) -> xpl_status {
    do {
      try body()
      return xpl_status(XPL_OK)
    } catch { return record(.wrapping(error)) }
  }

  /// Lends a string to the plugin until the call ends.
  func lend(_ bytes: [UInt8]) -> xpl_str { texts.lend(bytes) }

  /// Lends a trace to the plugin until it releases it.
  func lend(_ trace: Trace) -> OpaquePointer {
    let lent = HostTrace(trace)
    lentTraces.append(WeakTrace(trace: lent))
    return lent.lend()
  }

  /// Lends a weight to the plugin until the call ends, where it lies.
  func lend(_ weight: LentWeight) -> xpl_tensor {
    lentWeights.append(weight.storage)
    // The storage of a tensor never moves, and is kept alive here.
    let base = weight.storage.withUnsafeElements { $0.baseAddress }
    return xpl_tensor(
      data: base.map { $0 + weight.offset }, shape: weight.extents, strides: weight.strides)
  }

  /// Tells the user what the call leaves out, each once.
  func warn(_ sentences: [String]) {
    for sentence in sentences where warned.insert(sentence).inserted { reporter.log(.warning, sentence) }
  }

  /// How many traces the plugin has not released.
  var unreleasedTraces: Int { lentTraces.count { $0.trace != nil } }

  /// `text` as JSON; a document that is read value by value is parsed once.
  ///
  /// - Throws: as `ParsedDocuments`.
  func parsed(_ text: xpl_str) throws -> JSONValue { try parsedTexts.value(of: text) }

  /// Takes the explanation's JSON.
  func take(explanation bytes: xpl_str) throws {
    guard bytes.size <= OutputLimits.explanation else {
      throw ExplainerError(
        .limitReached, "the plugin's explanation is too large",
        expected: "at most \(ByteCount.text(OutputLimits.explanation))",
        found: "\(bytes.size) bytes",
        remedy: "large numbers belong into tensors")
    }
    guard explanation == nil else {
      throw ExplainerError(.pluginFault, "the plugin gave more than one explanation for one call")
    }
    explanation = [UInt8](bytes)
  }

  /// Takes a tensor: a dense copy where somebody wants it.
  func take(tensor view: xpl_tensor, named name: String) throws {
    guard name != Self.reservedName, name.utf8.count <= Self.longestName else {
      throw ExplainerError(
        .pluginFault,
        name == Self.reservedName
          ? "the plugin gave a tensor the name '\(name)', which files of tensors keep for themselves"
          : "the plugin gave a tensor a name of \(name.utf8.count) bytes; expected at most \(Self.longestName)"
      )
    }
    guard !tensorNames.contains(name) else {
      throw ExplainerError(.pluginFault, "the plugin gave two tensors named '\(name)'")
    }
    let room = OutputLimits.tensors - tensorBytes
    let tensor = try Tensor(copying: view, named: name, atMost: room, borrowing: !keepsTensors)
    if let indices = tensor.indicesOfNaN {
      throw ExplainerError(
        .pluginFault, "tensor '\(name)' of the plugin is not a number at \(indices)",
        remedy: "infinities are allowed, NaN is not")
    }
    tensorNames.insert(name)
    tensorBytes += tensor.count * 4
    if keepsTensors { tensors.append(.init(name, tensor)) }
  }
}

/// A trace the plugin may have released.
private struct WeakTrace {
  weak var trace: HostTrace?
}
