import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import HuggingFaceHub
import Synchronization

/// What a person sees on standard error while a model is fetched: how large it is, a bar (on a terminal), what holds
/// it up, how long it took.
final class DownloadDisplay: Sendable {
  private struct State {
    var isBarShown = false
    var rate = TransferRate()
  }

  private let isQuiet: Bool
  private let showsBar: Bool
  private let state = Mutex(State())

  /// - Parameters:
  ///   - isQuiet: whether nothing is said.
  ///   - settings: whether a bar is wanted.
  init(isQuiet: Bool = false, settings: HubSettings) {
    self.isQuiet = isQuiet
    showsBar = !isQuiet && !settings.hidesProgress && StandardError.isTerminal
  }

  /// Shows what happens.
  func receive(_ news: ModelFetching) {
    guard !isQuiet else { return }
    if case .goesOn(let plan, .progress(let progress)) = news {
      guard showsBar else { return }
      state.withLock { state in
        state.rate.add(progress.transferred, at: .now)
        state.isBarShown = true
        let columns = StandardError.columns ?? 80
        let line = Self.bar(plan.id.name, progress, rate: state.rate.perSecond, columns: columns)
        StandardError.write(Array("\r\u{1B}[K\(line)".utf8))
      }
      return
    }
    finish()
    if case .log(let level, let message)? = news.event {
      StandardError.write(level == .info ? message : "\(level.word): \(message)")
    }
  }

  /// Takes the bar away, so that the next words get a line of their own.
  func finish() {
    state.withLock { state in
      if state.isBarShown { StandardError.write(Array("\r\u{1B}[K".utf8)) }
      state.isBarShown = false
    }
  }

  /// `distilgpt2  ██████░░░░  62 %  218 MiB of 353 MiB  11.2 MiB/s  12 s left`, in less than `columns` columns.
  static func bar(_ name: String, _ progress: DownloadProgress, rate: Double?, columns: Int) -> String {
    // (A server may send more than it said.)
    let share = progress.total == 0 ? 1 : min(max(Double(progress.received) / Double(progress.total), 0), 1)
    let percent = "\(Int((share * 100).rounded(.down)))"
    var words = "\(String(repeating: " ", count: max(0, 3 - percent.count)))\(percent) %"
    words += "  \(ByteCount.text(progress.received)) of \(ByteCount.text(progress.total))"
    if let rate, rate >= 1 {
      words += "  \(ByteCount.text(Int(rate)))/s"
      words += "  \(duration(Double(progress.total - progress.received) / rate)) left"
    }
    // The bar's width does not hang on the words, whose length changes.
    let width = min(max(columns - name.count - 68, 10), 30)
    guard name.count + width + words.count + 4 < columns else {
      return String("\(name)  \(words)".prefix(max(0, columns - 1)))
    }
    let full = Int((share * Double(width)).rounded(.down))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return "\(name)  \(bar)  \(words)"
  }

  /// `12 s`, `3 min 5 s`, `2 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    let seconds = Int(min(max(seconds, 0), 1e7).rounded(.up))
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}

/// How fast bytes come, over the last seconds.
struct TransferRate {
  private var samples: [(bytes: Int, time: ContinuousClock.Instant)] = []

  /// So many bytes had come at this time.
  mutating func add(_ bytes: Int, at time: ContinuousClock.Instant) {
    samples.append((bytes, time))
    samples.removeAll { time - $0.time > .seconds(8) }
  }

  /// Bytes a second; nil while it is too early to tell.
  var perSecond: Double? {
    guard let first = samples.first, let last = samples.last, last.time - first.time > .milliseconds(500)
    else { return nil }
    return Double(last.bytes - first.bytes) / ((last.time - first.time) / .seconds(1))
  }
}
