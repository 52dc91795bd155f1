import ExplainerCore
import Glibc
import Tensors

/// Carries several texts along and keeps those with the greatest sums of log-probabilities, as `_beam_search` of
/// transformers 5.24.0 (`generation/utils.py`) does without sampling, for one text; equal sums in order of beam and id.
///
/// The rules change log-probabilities here, not logits; a penalty of repetition therefore differs from that of greedy
/// generation, there as here.
struct BeamSearch {
  let settings: GenerationSettings
  let beams: Int

  /// Below all sums; what may no longer be chosen loses as much.
  private static let hopeless: Float = -1e9

  private struct Running {
    var text: ContinuedText
    var steps: [Generation.Step] = []
    var score: Float
    let decoder: TokenDecoder
    var unread: [Int]
  }
  private struct Finished {
    var steps: [Generation.Step] = []
    var score = hopeless
    var isWhole = false
  }
  /// What may follow one running text.
  private struct Outlook {
    let logits: Tensor
    /// Log-probabilities after the rules.
    let scores: [Float]
    let rules: [String]
  }
  private struct Candidate {
    let parent: Int
    let id: Int
    let score: Float
  }

  /// The best continuation of `text`; `decoder` has read nothing.
  func run(_ text: ContinuedText, decoder: TokenDecoder) throws -> Continuation.Result {
    var running = (0..<beams).map { beam in
      Running(text: text, score: beam == 0 ? 0 : Self.hopeless, decoder: decoder, unread: text.ids)
    }
    var finished = [Finished](repeating: Finished(), count: beams)
    var canImprove = true
    let room = text.maximumLength - text.promptLength
    for added in 1...max(room, 1) {
      // At first all beams are the same.
      let outlooks =
        added == 1
        ? [Outlook](repeating: try outlook(of: running[0]), count: beams) : try running.map(outlook)
      let candidates = candidates(running, outlooks)
      let ends = candidates.map { added == room || settings.endTokens.contains($0.id) }
      let grown = zip(candidates, ends).map { $0.score + ($1 ? Self.hopeless : 0) }
      finish(candidates, ends, running, outlooks, length: added, &finished, canImprove: canImprove)
      running = advance(Self.greatest(grown, beams), candidates, grown, running, outlooks)

      let best = settings.earlyStopping == .never && settings.lengthPenalty > 0 ? room : added
      guard let leader = running.first else { break }
      let hope = leader.score / power(best)
      let worst = finished.map(\.score).min() ?? Self.hopeless
      canImprove = canImprove && finished.contains { hope > ($0.isWhole ? worst : Self.hopeless) }
      let isFull = settings.earlyStopping == .atOnce && finished.allSatisfy(\.isWhole)
      if !canImprove || isFull || ends.allSatisfy(\.self) { break }
    }
    let steps = finished.first(where: \.isWhole)?.steps ?? running.first?.steps ?? []
    return Continuation.Result(
      steps: steps, endedByModel: steps.last.map { settings.endTokens.contains($0.id) } ?? false)
  }

  private func outlook(of beam: Running) throws -> Outlook {
    let logits = try beam.decoder.read(beam.unread)
    let (scores, rules) = settings.applying(to: Self.logProbabilities(logits), beam.text)
    return Outlook(
      logits: logits, scores: (settings.renormalizes ? Self.logProbabilities(scores) : scores).values,
      rules: rules)
  }

  private static func logProbabilities(_ scores: Tensor) -> Tensor {
    let sum = scores.logSumExp
    return Tensor(shape: scores.shape, values: scores.values.map { Float(Double($0) - sum) })
  }

  /// The best continuations of all beams: so many that enough are left where each beam ends.
  private func candidates(_ running: [Running], _ outlooks: [Outlook]) -> [Candidate] {
    let width = outlooks[0].scores.count
    let sums = zip(running, outlooks).flatMap { beam, outlook in outlook.scores.map { $0 + beam.score } }
    return Self.greatest(sums, max(2, 1 + settings.endTokens.count) * beams).map { index in
      Candidate(parent: index / width, id: index % width, score: sums[index])
    }
  }

  private static func greatest(_ values: [Float], _ count: Int) -> [Int] {
    Tensor(shape: [values.count], values: values).indicesOfGreatest(count)
  }

  private func power(_ length: Int) -> Float { Float(pow(Double(length), settings.lengthPenalty)) }

  /// Takes over what ended among the best candidates, where it is better than what has ended before.
  private func finish(
    _ candidates: [Candidate], _ ends: [Bool], _ running: [Running], _ outlooks: [Outlook], length: Int,
    _ finished: inout [Finished], canImprove: Bool
  ) {
    let isFull = settings.earlyStopping == .atOnce && finished.allSatisfy(\.isWhole)
    let merged =
      finished
      + candidates.enumerated().map { index, candidate in
        let ended = ends[index] && index < beams
        var score = candidate.score / power(length)
        for isLost in [isFull, !canImprove, !ended] where isLost { score += Self.hopeless }
        return Finished(
          steps: ended ? steps(of: candidate, running, outlooks) : [], score: score, isWhole: ended)
      }
    finished = Self.greatest(merged.map(\.score), beams).map { merged[$0] }
  }

  private func steps(
    of candidate: Candidate, _ running: [Running], _ outlooks: [Outlook]
  ) -> [Generation.Step] {
    let outlook = outlooks[candidate.parent]
    return running[candidate.parent].steps
      + [Sampler.step(candidate.id, outlook.logits, rules: outlook.rules)]
  }

  /// The texts that go on.
  ///
  /// The first that goes on from a beam takes its decoder, the others get forks of it.
  private func advance(
    _ indices: [Int], _ candidates: [Candidate], _ scores: [Float], _ running: [Running],
    _ outlooks: [Outlook]
  ) -> [Running] {
    var isTaken = Set<Int>()
    // At first all beams have one decoder between them.
    let isFirst = running[0].steps.isEmpty
    return indices.map { index in
      let candidate = candidates[index]
      let parent = running[candidate.parent]
      let isOwn = isTaken.insert(isFirst ? 0 : candidate.parent).inserted
      var beam = Running(
        text: parent.text, steps: steps(of: candidate, running, outlooks), score: scores[index],
        decoder: isOwn ? parent.decoder : parent.decoder.fork(), unread: [candidate.id])
      beam.text.ids.append(candidate.id)
      return beam
    }
  }
}
