import Checkpoints
import Diagnostics
import ExplainerCore
package import HuggingFaceHub

/// What happens while a model is fetched.
package enum ModelFetching: Sendable {
  /// It is about to be fetched from the Hub at this address into this cache.
  case begins(DownloadPlan, endpoint: String, cache: String)
  /// How far it is, or what holds it up.
  case goesOn(DownloadPlan, DownloadEvent)
  /// It is here, after so many seconds.
  case ends(DownloadPlan, seconds: Double)

  /// The same as an event of a run: a line of the log or progress; nil where there is nothing to say.
  package var event: EntryPointRunner.Event? {
    switch self {
    case .begins(let plan, let endpoint, let cache):
      let size = ByteCount.text(plan.missingSize), files = plan.missing.count
      let here = plan.bytesHere > 0 ? ", \(ByteCount.text(plan.bytesHere)) of them here from before" : ""
      return .log(
        .info,
        "downloading \(plan.id.name) from \(endpoint): \(size) in \(files) file\(files == 1 ? "" : "s")\(here), to \(cache)"
      )
    case .goesOn(let plan, .progress(let progress)):
      let share = progress.total == 0 ? 1 : Double(progress.received) / Double(progress.total)
      return .progress(
        share,
        "downloading \(plan.id.name): \(ByteCount.text(progress.received)) of \(ByteCount.text(progress.total))"
      )
    case .goesOn(_, .retrying(let file, let reason, let seconds)):
      let wait = seconds < 1 ? "" : " in \(Int(seconds.rounded())) s"
      return .log(.warning, "\(file): \(reason); trying again\(wait)")
    case .goesOn(_, .waiting(let file)): return .log(.info, "\(file): another process is downloading it")
    case .ends(let plan, let seconds):
      return .log(.info, "downloaded \(plan.id.name) in \(Int(seconds.rounded(.up))) s")
    }
  }
}
