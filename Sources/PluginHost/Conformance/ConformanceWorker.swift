import Diagnostics
import ExplainerCore
import Glibc
import JSON
import PluginRegistry
import Sandbox
import Synchronization
import Tensors
import TransformerModels

/// Tries one check; what a worker does for the conformance kit.
struct ConformanceWorker {
  private let library: PluginLibrary
  private let call: RunRequest
  private let request: ExplanationRequest
  private let model: any Model

  /// Tries `trial`.
  ///
  /// - Throws: where library or model cannot be loaded.
  static func run(_ trial: ConformanceTrial) throws -> ConformanceFinding {
    let library = try PluginLibrary(trial.library)
    guard trial.check != .table, let call = trial.call else { return try Self.table(trial.library, library) }
    let worker = ConformanceWorker(
      library: library, call: call, request: try call.request.decoded(),
      model: try ModelLoader.load(call.model))
    return switch trial.check {
    case .table, .answers: worker.answers()
    case .repeats: worker.repeats()
    case .cancels: worker.cancels()
    case .failures: worker.failures()
    case .requests: worker.oddRequests()
    case .extensions: worker.extensions()
    case .files: worker.withoutFiles()
    }
  }

  private static func table(_ reference: LibraryReference, _ first: PluginLibrary) throws
    -> ConformanceFinding
  {
    let second = try PluginLibrary(reference)
    let third = try OtherThread.run { Result { try PluginLibrary(reference) } }.get()
    guard first.isSameTable(as: second), first.isSameTable(as: third) else {
      return .failed("the entry function gave different tables")
    }
    return .passed("ABI \(first.abi)")
  }

  private func answers() -> ConformanceFinding {
    let attempt = attempt()
    if let fault = fault(of: attempt) { return .failed(fault) }
    // A thread the plugin left behind gets the chance to show itself.
    usleep(100_000)
    if let misuse = attempt.call.misuse { return .failed(misuse.message) }
    return .passed("\(attempt.probe.uses) uses of the host, \(Self.text(attempt.duration))")
  }

  private func repeats() -> ConformanceFinding {
    let first = attempt()
    let second = OtherThread.run { attempt() }
    for attempt in [first, second] { if let fault = fault(of: attempt) { return .failed(fault) } }
    guard first.call.explanation == second.call.explanation else {
      return .failed("two calls gave different explanations\(Self.difference(first.call, second.call))")
    }
    let names = first.call.tensors.map(\.name)
    guard names == second.call.tensors.map(\.name) else { return .failed("two calls gave different tensors") }
    for (left, right) in zip(first.call.tensors, second.call.tensors)
    where left.tensor.shape != right.tensor.shape || left.tensor.values != right.tensor.values {
      return .failed("two calls gave different values in tensor '\(left.name)'")
    }
    return .passed("\(first.call.explanation?.count ?? 0) bytes, \(names.count) tensors")
  }

  private func cancels() -> ConformanceFinding {
    let whole = attempt()
    var worst = Duration.zero
    // Before it starts, and at three moments on the way, where there is a way.
    let moments = whole.duration < .milliseconds(20) ? [0] : [0, 0.25, 0.5, 0.75]
    for share in moments {
      let flag = CancellingReporter()
      let delay = whole.duration * share
      let attempt = attempt(reporter: flag) { flag.cancel(after: delay) }
      guard let moment = flag.moment else { continue }
      let own = attempt.end - max(moment, attempt.start) - attempt.probe.hostTime(since: moment)
      worst = max(worst, own)
      if own > .milliseconds(100) {
        return .failed("it went on for \(Self.text(own)) after it was cancelled; poll cancelled() in loops")
      }
      if attempt.status != XPLStatus.cancelled, attempt.status != XPLStatus.ok {
        return .failed("it ended with status \(attempt.status) when it was cancelled, expected XPL_CANCELLED")
      }
    }
    return .passed("at most \(Self.text(worst))")
  }

  private func failures() -> ConformanceFinding {
    let uses = attempt().probe.uses
    let tried = uses <= 40 ? Array(1...max(1, uses)) : (0..<40).map { 1 + $0 * (uses - 1) / 39 }
    for failing in tried {
      let attempt = attempt(failing: failing)
      if attempt.status == XPLStatus.ok, attempt.probe.uses >= failing {
        return .failed("it said XPL_OK although use \(failing) of the host's functions had failed")
      }
      if attempt.call.unreleasedTraces > 0 { return .failed("it keeps a trace when use \(failing) fails") }
    }
    return .passed("\(tried.count) of \(uses) uses made to fail")
  }

  private func oddRequests() -> ConformanceFinding {
    for request in ["", "{", "[]", "null", "{}", "{\"texts\": 3}", "{\"parameters\": []}"] {
      if attempt(request: request).status == XPLStatus.ok, self.request.texts.count > 0 {
        return .failed("it said XPL_OK to the request '\(request)'")
      }
    }
    if attempt(entryPoint: "no_such_entry_point").status == XPLStatus.ok {
      return .failed("it said XPL_OK to an entry point it does not have")
    }
    let long = String(repeating: "word ", count: 3000)
    let texts = ["", " ", "\u{0}", "a", "\n\n", "שלום 👩‍👧 e\u{301} \u{FEFF}", "\"\\</script>", long]
    for text in texts where self.request.texts.count > 0 {
      var request = self.request
      request.texts = request.texts.map { _ in text }
      let attempt = attempt(request: request.json.text())
      if attempt.status == XPLStatus.ok, let fault = fault(of: attempt) {
        return .failed("with the text '\(text.prefix(20).debugDescription)': \(fault)")
      }
      if attempt.call.unreleasedTraces > 0 { return .failed("it keeps a trace where a text cannot be used") }
    }
    return .passed("\(texts.count) texts, 8 requests")
  }

  private func extensions() -> ConformanceFinding {
    guard library.descriptor.requiredExtensions.isEmpty else {
      return .passed(
        "needs \(library.descriptor.requiredExtensions.joined(separator: ", ")), so it is not loaded there")
    }
    return survival(of: attempt(hasExtensions: false))
  }

  private func withoutFiles() -> ConformanceFinding { survival(of: attempt(hasFiles: false)) }

  /// Whether a call that lacks something ended in an answer or an error.
  private func survival(of attempt: Attempt) -> ConformanceFinding {
    guard attempt.status == XPLStatus.ok, let fault = fault(of: attempt) else {
      return .passed(attempt.status == XPLStatus.ok ? "it answers" : "it declines")
    }
    return .failed(fault)
  }
}

extension ConformanceWorker {
  /// A call and what came of it.
  private struct Attempt {
    let call: PluginInvocation
    let probe: CallProbe
    let status: Int32
    let start: ContinuousClock.Instant
    let end: ContinuousClock.Instant

    var duration: Duration { end - start }
  }

  private func attempt(
    entryPoint: String? = nil, request: String? = nil, reporter: any Reporter = SilentReporter(),
    failing: Int? = nil, hasExtensions: Bool = true, hasFiles: Bool = true, before: () -> Void = {}
  ) -> Attempt {
    let probe = CallProbe(failing: failing)
    let host = PluginInvocation(
      model: model, reporter: reporter, files: hasFiles ? call.files : [], probe: probe)
    before()
    let start = ContinuousClock.now
    let status = library.invoke(
      entryPoint ?? call.entryPoint, request.map { Array($0.utf8) } ?? call.request.bytes, host,
      table: hasExtensions ? HostTable.shared : HostTable.withoutExtensions)
    return Attempt(call: host, probe: probe, status: status, start: start, end: .now)
  }

  /// What is wrong with an answer that should be right; nil where nothing is.
  private func fault(of attempt: Attempt) -> String? {
    if let misuse = attempt.call.misuse { return misuse.message }
    guard attempt.status == XPLStatus.ok else {
      return "it failed: \(attempt.call.error.map(\.description) ?? "status \(attempt.status), no message")"
    }
    if attempt.call.unreleasedTraces > 0 {
      return "\(attempt.call.unreleasedTraces) traces were not released (trace_release)"
    }
    guard let bytes = attempt.call.explanation else { return "it gave no explanation" }
    do {
      _ = try Explanation(json: try JSONValue(parsing: bytes), tensors: attempt.call.tensors)
      return nil
    } catch let error as JSONError {
      return "its explanation is not JSON: \(error.message) (byte \(error.offset))"
    } catch {
      return "\(error)"
    }
  }

  private static func difference(_ first: PluginInvocation, _ second: PluginInvocation) -> String {
    let (left, right) = (first.explanation ?? [], second.explanation ?? [])
    guard let index = zip(left, right).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
    else {
      return ""
    }
    return
      ", from byte \(index) on: …\(String(decoding: left[max(0, index - 30)..<min(left.count, index + 20)], as: UTF8.self))…"
  }

  private static func text(_ duration: Duration) -> String {
    "\(Int((duration.seconds * 1000).rounded())) ms"
  }
}

/// The two statuses the kit tells apart.
private enum XPLStatus {
  static let ok: Int32 = 0
  static let cancelled: Int32 = ErrorCode.cancelled.rawValue
}

/// A reporter whose user wants the work to stop after a while.
private final class CancellingReporter: Reporter {
  private let cancelled = Mutex<ContinuousClock.Instant?>(nil)

  /// When the user wanted it to stop; nil before.
  var moment: ContinuousClock.Instant? { cancelled.withLock { $0 } }
  var isCancelled: Bool { moment != nil }

  func cancel(after delay: Duration) {
    guard delay > .zero else {
      cancelled.withLock { $0 = .now }
      return
    }
    OtherThread.start { [self] in
      usleep(UInt32(delay.seconds * 1_000_000))
      cancelled.withLock { $0 = .now }
    }
  }

  func progress(_ fraction: Double?, _ note: String) {}
  func log(_ level: LogLevel, _ message: String) {}
}
