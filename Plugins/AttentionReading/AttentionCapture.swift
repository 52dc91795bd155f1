import Diagnostics
import ExplainerCore
import Tensors

/// Takes from a trace what a block is made of.
package struct AttentionCapture {
  let info: ModelInfo
  let selection: AttentionSelection
  let extras: AttentionReading.Extras

  /// Whether queries and keys alone do not tell the scores, and those are needed.
  private func takesScores(of source: AttentionSource) -> Bool {
    extras.contains(.vectors) && source.attention.addsPositions && source.attention.scoreCap == nil
  }

  /// Whether the experts of the stack belong to what this attention is read with.
  private func hasExperts(_ source: AttentionSource) -> Bool {
    extras.contains(.experts) && source.kind == .only
  }

  /// The sites a block needs.
  func sites(of source: AttentionSource) -> [Site] {
    let layers = selection.layers(of: source)
    let parts = Self.parts(extras) + (takesScores(of: source) ? ["scores"] : [])
    return layers.flatMap { layer in parts.map { source.site(layer: layer, $0) } }
      + (hasExperts(source) ? ExpertRouting.sites(of: info, layers: layers) : [])
  }

  /// Patterns of all sites a call may need, of models with one stack and with two.
  package static func patterns(_ extras: AttentionReading.Extras = []) -> [String] {
    [
      ("", "attention"), ("encoder.", "attention"), ("decoder.", "attention"),
      ("decoder.", "cross_attention"),
    ]
    .flatMap { stack, kind in parts(extras).map { "\(stack)layers.*.\(kind).\($0)" } }
      + (extras.contains(.experts) ? ExpertRouting.sites : [])
  }

  private static func parts(_ extras: AttentionReading.Extras) -> [String] {
    ["pattern", "value_norms"] + (extras.contains(.vectors) ? ["query", "key", "scale"] : [])
  }

  /// The block.
  ///
  /// - Throws: `internalFault` where the trace lacks something or it has another shape than its site says.
  func block(_ source: AttentionSource, text: AttentionText, trace: Trace) throws(ExplainerError)
    -> AttentionBlock
  {
    let (queries, keys) = (text.sequence(source.queries), text.sequence(source.keys))
    let (layers, heads) = (selection.layers(of: source), selection.heads(of: source))
    let (H, Q, K) = (source.headCount, queries.tokens.count, keys.tokens.count)
    func tensors(_ part: String, _ isFit: ([Int]) -> Bool) throws(ExplainerError) -> [Tensor] {
      var found: [Tensor] = []
      for layer in layers {
        let site = source.site(layer: layer, part)
        guard let tensor = trace[site], isFit(tensor.shape) else {
          throw ExplainerError(
            .internalFault, "the trace lacks \(site)", expected: "\(H) heads, \(Q) queries, \(K) keys",
            found: trace[site].map { "\($0.shape)" })
        }
        found.append(tensor)
      }
      return found
    }
    let patterns = try tensors("pattern") { $0 == [H, Q, K] }
    let norms = try tensors("value_norms") { $0 == [H, K] }
    var vectors: AttentionBlock.Vectors?
    let chosen = patterns.map { $0.choosing(heads) }
    if extras.contains(.vectors) {
      let keyVectors = try tensors("key") { $0.count == 3 && $0[0] > 0 && H % $0[0] == 0 && $0[1] == K }
      let keyHeads = keyVectors.first?.shape[0] ?? H
      let plain = AttentionBlock.Vectors(
        queries: try tensors("query") { $0.count == 3 && $0[0] == H && $0[1] == Q }.map {
          $0.choosing(heads)
        },
        keys: keyHeads == H ? keyVectors.map { $0.choosing(heads) } : keyVectors,
        scales: try tensors("scale") { $0 == [1] }.map { $0[flat: 0] },
        keyHeads: keyHeads == H ? Array(heads.indices) : heads.map { $0 * keyHeads / H }, added: nil)
      vectors =
        takesScores(of: source)
        ? plain.adding(to: try tensors("scores") { $0 == [H, Q, K] }.map { $0.choosing(heads) }) : plain
    }
    let sinks = source.attention.hasSinks ? chosen.map(AttentionBlock.sinkShares) : nil
    let roles = TokenRoles(
      queries: queries, keys: keys, isWithinOne: source.isWithinOne, isCausal: source.isCausal,
      secondStart: source.isWithinOne ? text.secondStart : nil)
    let hasRollout = extras.contains(.rollout) && source.isWithinOne && layers == Array(layers.indices)
    let isEveryHead = heads == Array(0..<H)
    let headMeans =
      extras.contains(.headMeans) || (hasRollout && isEveryHead) ? chosen.map(AttentionMeans.overHeads) : nil
    return AttentionBlock(
      source: source, queries: queries, keys: keys, layers: layers, heads: heads, patterns: chosen,
      valueNorms: norms.map { $0.choosing(heads) }, vectors: vectors, sinkShares: sinks,
      experts: hasExperts(source) ? try ExpertRouting(trace, of: info, layers: layers, tokens: Q) : nil,
      scores: chosen.indices.map { place in
        heads.indices.map {
          HeadScores(
            pattern: chosen[place].slice($0), roles: roles, source: source, layer: layers[place],
            sink: sinks?[place].slice($0))
        }
      },
      headMeans: headMeans,
      // A rollout is over every head, whichever are given.
      rollout: hasRollout
        ? AttentionRollout.through(
          isEveryHead ? headMeans ?? [] : patterns.map(AttentionMeans.overHeads)) : nil)
  }
}

extension Tensor {
  /// The slices along the first extent with these numbers; itself where they are all.
  fileprivate func choosing(_ numbers: [Int]) -> Tensor {
    numbers == Array(0..<shape[0]) ? self : Tensor.stacking(numbers.map(slice))
  }
}
