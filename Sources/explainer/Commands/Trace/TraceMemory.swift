import Diagnostics
import ExplainerCore
import Sandbox
import Tensors
import TransformerModels

/// What memory there is for the passes of a trace.
struct TraceMemory {
  /// The bytes that may be used.
  let limit: Int
  let reporter: any Reporter

  /// Refuses what no pass could hold, before any is made, and has the way back computed again where that is enough.
  ///
  /// - Throws: `limitReached`, and what is wrong with the passes.
  func check(_ source: TraceSource) throws {
    let held = WorkerUse.own.reserved
    guard var size = try source.largest() else { return }
    let room = limit - held
    if size.total > room, size.tape > 0, !source.recomputes {
      source.recomputes = true
      let smaller = try source.largest() ?? size
      if smaller.total <= room {
        reporter.log(
          .info,
          "what the way back needs is computed again, layer by layer, as with --recompute: to hold it takes "
            + "\(ByteCount.text(size.total)) in one pass, and there are \(ByteCount.text(room))")
      }
      source.recomputes = smaller.total < size.total
      size = source.recomputes ? smaller : size
    }
    guard size.total <= room else { throw refusal(size, held, source) }
  }

  private func refusal(_ size: PassSize, _ held: Int, _ source: TraceSource) -> ExplainerError {
    let parts = [
      ("captured", size.captured), ("gradients", size.gradients),
      (source.recomputes ? "for the way back, with --recompute" : "for the way back", size.tape),
      ("to compute with", size.working),
    ].filter { $1 > 0 }.map { "\(ByteCount.text($1)) \($0)" }
    let fewer = source.batches.ranges.count < source.batches.inputs.count
    return ExplainerError(
      .limitReached, "what is asked for takes more memory than may be used", at: [source.model.info.id],
      expected: "at most \(ByteCount.text(limit)), of which \(ByteCount.text(held)) are in use",
      found: "\(ByteCount.text(size.total)) in one pass: \(parts.joined(separator: ", "))",
      remedy: "Name fewer sites, allow more with --memory SIZE"
        + (fewer ? ", or let fewer --batch-tokens go together" : ""))
  }
}
